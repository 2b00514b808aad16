# barque-node: the side of Barque that runs on a host. POSIX sh (dash, bash, busybox ash) with coreutils or busybox and systemd.
#
# It is read from stdin by the loader (loader.ts), runs as root for as long as its channel is open, and leaves nothing behind but
# what it was asked for. The first line it reads names its directories (STATE RUN) and the PATH of what it starts; then it answers
# requests until the end of its input or `bye`:
#
#   request   ID VERB ARGUMENT...        and, after put, blob, import and relay, a payload of as many bytes as their argument SIZE says
#   answer    base64 lines of stdout, then, if anything was written to stderr, `-` and base64 lines of that, then `. ID STATUS`
#
# An argument's characters outside of [A-Za-z0-9_./:=@,+-] are octal escapes (\0ooo); `%` is an empty argument. Arguments are data:
# they are decoded into "$@" and never evaluated. Each verb runs in a subshell, so that its variables are its own. After a verb with
# a payload has failed, the input is out of step: the helper ends, and the client opens another channel.

nl='
'

# ---- The protocol ----

# Sets $token to what the encoded argument $1 says; forks only where there is something to decode.
decode() {
  case $1 in
    %) token= ;;
    *\\*) token=$(printf '%b.' "$1") && token=${token%.} ;; # the dot keeps newlines at the end
    *) token=$1 ;;
  esac
}

serve() {
  exec 4>&1
  errors=$run/errors.$$
  trap 'rm -f "$errors"' EXIT
  while IFS= read -r line && [ "$line" != bye ]; do
    set -- $line
    id=$1 verb=$2
    shift 2
    case $line in
      *[\\%]*)
        left=$#
        while [ "$left" -gt 0 ]; do
          decode "$1"
          shift
          set -- "$@" "$token"
          left=$((left - 1))
        done
        ;;
    esac
    case $verb in
      put | blob | import | relay) answer "$@" && [ "$status" = 0 ] || break ;;
      clock | facts | paths | read | sysctls | modules | units | images | content | run | wait | lease | mkdir | link | remove | \
        install | stored | relays | sysctl | modprobe | swapoff | hostname | service | pin | start | stop) answer "$@" </dev/null ;;
      *) printf '. %s 127\n' "$id" ;;
    esac
  done
}

# Runs the verb and writes its answer; sets $status. What it starts inherits neither the protocol's input nor its output.
answer() {
  status=$({ { "verb_$verb" "$@" 2>"$errors" 3>&- 4>&-; echo $? >&3; } | base64 3>&- >&4; } 3>&1)
  status=${status:-255}
  if [ -s "$errors" ]; then
    echo -
    head -c 16384 "$errors" | base64
  fi
  printf '. %s %s\n' "$id" "$status"
}

# Copies the $1 bytes of the request's payload to stdout: in whole blocks, so that not a byte of the next request is read.
receive() {
  [ $(($1 / 65536)) -eq 0 ] || dd bs=65536 count=$(($1 / 65536)) iflag=fullblock status=none || return
  [ $(($1 % 65536)) -eq 0 ] || dd bs=$(($1 % 65536)) count=1 iflag=fullblock status=none
}

# ---- What a host is ----

# The clock in nanoseconds, or in seconds where date knows no %N.
verb_clock() { date +%s%N; }

# MARK (PROGRAM|/PATH|ADDRESS)...: sections, each after a line `MARK NAME`. The mark is the client's and random: no file can imitate it.
verb_facts() {
  mark=$1
  shift
  for wanted; do
    case $wanted in *[!0-9.]*) ;; *) call "$wanted" & ;; esac
  done
  section hostname /proc/sys/kernel/hostname
  section machine-id /etc/machine-id
  section product-uuid /sys/class/dmi/id/product_uuid
  section os-release /etc/os-release
  section kernel /proc/sys/kernel/osrelease
  section memory /proc/meminfo
  section swaps /proc/swaps
  section mounts /proc/mounts
  section route /proc/net/route
  section fib /proc/net/fib_trie
  section tcp /proc/net/tcp
  section tcp6 /proc/net/tcp6
  section udp /proc/net/udp
  section udp6 /proc/net/udp6
  section selinux /sys/fs/selinux/enforce
  section ufw /etc/ufw/ufw.conf
  section ssh-ed25519 /etc/ssh/ssh_host_ed25519_key.pub
  section ssh-ecdsa /etc/ssh/ssh_host_ecdsa_key.pub
  section ssh-rsa /etc/ssh/ssh_host_rsa_key.pub
  section cluster "$state/cluster"
  heading machine && uname -m
  heading cpus && { nproc 2>/dev/null || cat /sys/devices/system/cpu/online; }
  heading space && timeout 5 df -P -k 2>/dev/null
  heading cards && cards
  heading addresses && ip -o -4 addr show 2>/dev/null
  heading firewalls && systemctl show -p Id -p ActiveState firewalld.service ufw.service 2>/dev/null
  heading programs
  for wanted; do
    case $wanted in /*) ;; *[!0-9.]*) command -v "$wanted" >/dev/null && printf '%s\n' "$wanted" ;; esac
  done
  heading present
  [ ! -d /run/systemd/system ] || echo /run/systemd/system
  [ ! -e /etc/selinux/config ] || echo /etc/selinux/config
  for wanted; do
    case $wanted in /*) [ ! -e "$wanted" ] || printf '%s\n' "$wanted" ;; esac
  done
  wait
  heading answered
  for wanted; do
    [ ! -e "$run/answered.$$.$wanted" ] || { rm -f "$run/answered.$$.$wanted" && printf '%s\n' "$wanted"; }
  done
  heading arp && cat /proc/net/arp
  heading neighbours && ip -4 neigh show 2>/dev/null
  return 0
}

heading() { printf '\n%s %s\n' "$mark" "$1"; }

section() { [ ! -r "$2" ] || { heading "$1" && head -c 262144 "$2"; }; } 2>/dev/null

# NAME FLAGS MTU MAC STATE of each network card.
cards() {
  set +f
  for card in /sys/class/net/*; do
    [ -e "$card/flags" ] || continue
    mac= state=
    read -r flags <"$card/flags" && read -r mtu <"$card/mtu" && read -r mac <"$card/address" && read -r state <"$card/operstate"
    printf '%s %s %s %s %s\n' "${card##*/}" "$flags" "$mtu" "${mac:--}" "${state:--}"
  done 2>/dev/null
  set -f
}

# Makes the network look for who has the address $1: by ping, or without one by a datagram to the discard port.
call() {
  if command -v ping; then
    ping -c 1 -W 1 "$1" && true >"$run/answered.$$.$1"
  else
    if command -v bash; then bash -c 'true >"/dev/udp/$0/9"' "$1"; else logger -d -n "$1" -P 9 barque; fi
    sleep 1
  fi
} >/dev/null 2>&1

# PATH...: a line + or - each; for those that exist `TYPE-AND-MODE SIZE UID GID CTIME DEVICE.INODE MTIME` and a line with the digest,
# the link's target or -; where that is ?, the digest comes in sha256sum's lines at the end.
verb_paths() {
  for path; do
    shift
    if [ -e "$path" ] || [ -L "$path" ]; then
      echo +
      set -- "$@" "$path"
    else
      echo -
    fi
  done
  [ $# -gt 0 ] || return 0
  found=$(stat -c '%f %s %u %g %Z %d.%i %y' "$@") || return
  IFS=$nl
  for line in $found; do
    path=$1
    shift
    printf '%s\n' "$line"
    case $line in
      8*)
        size=${line#* }
        if [ "${size%% *}" -ge 1048576 ]; then
          digest_of "$path" "${line#* * * * * }" && printf '%s\n' "$digest"
        else
          echo '?'
          set -- "$@" "$path"
        fi
        ;;
      a*) readlink "$path" ;;
      *) echo - ;;
    esac || return
  done
  [ $# -eq 0 ] || sha256sum "$@"
}

# Sets $digest to that of the large file $1 whose `DEVICE.INODE MTIME` is $2: a file that is still the same is not read again. What
# is known goes with a reboot: after a power cut a file may be shorter than what was written, and look the same.
digest_of() {
  known=$run/digests/${2%% *}
  if [ -f "$known" ] && IFS= read -r digest <"$known" && [ "${digest#* }" = "$2" ]; then
    digest=${digest%% *}
  else
    digest=$(sha256sum <"$1") && digest=${digest%% *} && mkdir -p "$run/digests" && printf '%s %s\n' "$digest" "$2" >"$known"
  fi
}

# PATH MAX: the first MAX bytes of a file. Status 4: there is none.
verb_read() {
  [ -e "$1" ] || return 4
  head -c "$2" "$1"
}

# KEY/AS/PATH...: a line =VALUE or - each.
verb_sysctls() {
  for key; do
    # not by read, which some shells do byte by byte: the kernel gives a setting in one piece or not at all
    if value=$(cat "/proc/sys/$key" 2>/dev/null); then printf '=%s\n' "$value"; else echo -; fi
  done
}

# MODULE...: a line loaded, built-in or missing each; underscores, as the kernel has them.
verb_modules() {
  built_in=
  for module; do
    if [ -d "/sys/module/$module" ]; then
      echo loaded
      continue
    fi
    [ -n "$built_in" ] || built_in=$(cat "/lib/modules/$(uname -r)/modules.builtin" /proc/filesystems 2>/dev/null)
    # a kernel without modules.builtin still shows a file system, or the settings of br_netfilter
    case $module:$built_in$nl in
      *"/$module.ko"* | *"	$module$nl"*) echo built-in ;;
      br_netfilter:*) if [ -d /proc/sys/net/bridge ]; then echo built-in; else echo missing; fi ;;
      *) echo missing ;;
    esac
  done
}

# UNIT...: a line with the stamp of its last start by Barque or - each, then systemd's properties.
verb_units() {
  for unit; do
    stamp=
    { read -r stamp <"$run/stamps/$unit"; } 2>/dev/null
    printf '%s\n' "${stamp:--}"
  done
  TZ=UTC systemctl show -p Id -p LoadState -p ActiveState -p SubState -p UnitFileState -p ActiveEnterTimestamp -- "$@"
}

# SECONDS ARGV...: a read-only command.
verb_run() { timeout -k 5 "$@"; }

# ---- Files ----

# PATH: keeps what stood at the path before Barque first changed it, with its mode, where only root comes; or that nothing stood there.
keep() {
  kept=$state/before/kept$1 none=$state/before/none$1
  if [ -e "$kept" ] || [ -L "$kept" ] || [ -e "$none" ]; then return 0; fi
  if [ -e "$1" ] || [ -L "$1" ]; then
    mkdir -p "${kept%/*}" && cp -pP "$1" "$kept.new" && mv -f "$kept.new" "$kept"
  else
    mkdir -p "${none%/*}" && true >"$none"
  fi
}

parent() { [ -d "${1%/*}/" ] || (umask 022 && mkdir -p "${1%/*}/"); }

# PATH MODE SIZE keep|own DIGEST + payload: the file with this content, at once or not at all. With a DIGEST other than -, only where
# what stands there has it. Barque's own files are not synced one by one: what a power cut takes, the next run finds missing.
verb_put() {
  [ ! -d "$1" ] || { echo "$1 is a directory" >&2 && return 1; }
  parent "$1" || return
  new=${1%/*}/.barque.$$
  (umask 077 && true >"$new") && chmod "$2" "$new" && receive "$3" >"$new" && [ "$(stat -c %s "$new")" = "$3" ] &&
    { [ "$5" = - ] || [ "$(sha256sum <"$1")" = "$5  -" ] || { echo "$1 has changed meanwhile" >&2 && false; }; } &&
    { [ "$4" = own ] || { keep "$1" && { sync "$new" 2>/dev/null || :; }; }; } && mv -f "$new" "$1" && return
  rm -f "$new"
  return 1
}

# PATH MODE
verb_mkdir() { (umask 022 && mkdir -p "$1") && chown 0:0 "$1" && chmod "$2" "$1"; }

# PATH TARGET keep|own
verb_link() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then echo "$1 is a directory" >&2 && return 1; fi
  parent "$1" && { [ "$3" = own ] || keep "$1"; } && ln -sfn "$2" "$1"
}

# PATH keep|own: a whole directory only where it is Barque's own.
verb_remove() {
  case $1 in
    "$state"/?*) rm -rf "$1" ;;
    *) { [ "$2" = own ] || keep "$1"; } && rm -f "$1" ;;
  esac
}

# SIZE gzip|none HEX [STORED] + payload: a file for the store, which has the digest HEX once it is decompressed. With STORED, it is
# made of that one, which the store has, and the payload is empty.
verb_blob() {
  blob=$state/blobs/$3 new=$state/blobs/.$$
  [ -d "$state/blobs" ] || mkdir -p "$state/blobs" || return
  if [ "$2${4:+ stored}" = none ]; then
    # read again from memory: that costs less than handing it from one process to the next
    receive "$1" >"$new" && digest=$(sum "$1" <"$new") || { rm -f "$new" && return 1; }
  else
    # hashed on its way to the disk, beside decompressing; where the disk takes less, nothing is left of it
    digest=$(
      case $2${4:+ stored} in
        gzip) receive "$1" | gzip -dc ;;
        'gzip stored') gzip -dc <"$state/blobs/$4" ;;
        'none stored') cat "$state/blobs/$4" ;;
      esac | { tee "$new" || rm -f "$new"; } | sum "$1"
    )
  fi
  { [ "$digest" = "$3" ] || { echo "has the digest $digest" >&2 && false; }; } &&
    chmod 755 "$new" && mv -f "$new" "$blob" && remember "$blob" "$3" && return
  rm -f "$new"
  return 1
}

# SIZE: the digest of its input. openssl is five times as fast at it where there is much of it, and slow to start.
sum() {
  if [ "$1" -gt 4194304 ] && command -v openssl >/dev/null; then digest=$(openssl dgst -sha256 -r); else digest=$(sha256sum); fi
  printf '%s\n' "${digest%% *}"
}

# PATH HEX keep|own: a file from the store, as a second name of it where it can be.
verb_install() {
  [ ! -d "$1" ] || { echo "$1 is a directory" >&2 && return 1; }
  new=${1%/*}/.barque.$$
  parent "$1" && { ln "$state/blobs/$2" "$new" 2>/dev/null || cp -p "$state/blobs/$2" "$new"; } && { [ "$3" = own ] || keep "$1"; } &&
    mv -f "$new" "$1" && remember "$1" "$2"
  failed=$?
  rm -f "$new" # rename leaves both names of one file
  return $failed
}

# PATH HEX: what digest_of will find.
remember() {
  same=$(stat -c '%d.%i %y' "$1") && { [ -d "$run/digests" ] || mkdir -p "$run/digests"; } && printf '%s %s\n' "$2" "$same" >"$run/digests/${same%% *}"
}

# ---- The system ----

# KEY/AS/PATH VALUE
verb_sysctl() { printf '%s\n' "$2" >"/proc/sys/$1"; }

verb_modprobe() { modprobe "$1"; }

verb_swapoff() { swapoff -a; }

# The name now; /etc/hostname keeps it.
verb_hostname() { printf '%s\n' "$1" >/proc/sys/kernel/hostname; }

# UNIT start|enable STAMP; UNIT remove: stopped, not started with the host, its file gone.
verb_service() {
  if [ "$2" = remove ]; then
    unit=/etc/systemd/system/$1
    # what is left of one whose file is gone is taken along
    systemctl --no-reload disable "$1" || [ ! -e "$unit" ] || return
    systemctl stop "$1" && rm -f "$unit" "$run/stamps/$1" && systemctl daemon-reload || return
    systemctl reset-failed "$1" 2>/dev/null
    return 0
  fi
  mkdir -p "$run/stamps" && systemctl --no-reload enable "$1" && systemctl daemon-reload || return
  [ "$2" = start ] || return 0
  systemctl reset-failed "$1" 2>/dev/null
  if systemctl restart "$1"; then
    printf '%s\n' "$3" >"$run/stamps/$1"
  else
    journalctl -u "$1" -n 20 --no-pager -o cat >&2
    return 1
  fi
}

# ---- Images, in containerd's namespace k8s.io ----

verb_images() { [ ! -S "$1" ] || timeout 30 ctr -a "$1" -n k8s.io images ls; }

verb_content() { [ ! -S "$1" ] || timeout 30 ctr -a "$1" -n k8s.io content ls -q; }

# SIZE SOCKET PIECE... + payload: an OCI archive, imported unpacked and pinned. A piece is so many bytes of the payload, or /HEX: a
# file of the store.
verb_import() {
  said=$run/import.$$ socket=$2
  shift 2
  for piece; do
    case $piece in
      /*) cat "$state/blobs$piece" ;;
      *) receive "$piece" ;;
    esac || break
  done | ctr -a "$socket" -n k8s.io images import --label io.cri-containerd.pinned=pinned - >"$said" 2>&1
  failed=$?
  [ $failed -eq 0 ] || tail -c 4096 "$said" >&2
  rm -f "$said"
  return $failed
}

# SOCKET NAME...
verb_pin() {
  socket=$1
  shift
  for name; do ctr -a "$socket" -n k8s.io images label "$name" io.cri-containerd.pinned=pinned >/dev/null || return; done
}

# ---- Distribution: blobs come from the node before and go on to the next while they arrive ----

# [TOKEN]: `HEX SIZE` of each file in the store, `HEX.part SIZE` of each that is not complete; `ready` where the relay TOKEN can be fed.
verb_stored() {
  [ -z "${1-}" ] || [ ! -p "$run-relay.$1" ] || echo ready
  cd "$state/blobs" 2>/dev/null || return 0
  set +f
  stat -c '%n %s' -- * 2>/dev/null || :
}

# USER: takes back what relays that were cut off have left here; then says whether this host `receives` and `sends` blobs.
verb_relays() {
  end_relays
  set +f
  rm -rf "$run"/relay.* "$run"-relay.*
  set -f
  if keys_of "$1"; then
    untrust '[0-9a-f]*'
    ! command -v setsid >/dev/null || ! command -v sshd >/dev/null || echo receives
  fi
  ! command -v setsid >/dev/null || ! command -v ssh >/dev/null || echo sends
}

# USER: sets $keys to the file with the keys that log in as that user, $owner, and $home.
keys_of() {
  entry=$({ getent passwd "$1" || grep -F "$1:" /etc/passwd | head -n 1; } 2>/dev/null)
  home=${entry%:*} && home=${home##*:}
  [ -d "$home" ] || return
  owner=$(printf '%s\n' "$entry" | cut -d : -f 3,4)
  keys=$(sshd -T -C "user=$1,host=localhost,addr=127.0.0.1" 2>/dev/null | sed -n 's/^authorizedkeysfile //p')
  keys=${keys%% *}
  case ${keys:=.ssh/authorized_keys} in *%h*) keys=${keys%%"%h"*}$home${keys#*"%h"} ;; esac
  case $keys in *%u*) keys=${keys%%"%u"*}$1${keys#*"%u"} ;; esac
  case $keys in /*) ;; *) keys=$home/$keys ;; esac
}

# FROM KEY: lets who comes from there with that key feed the pipe $feed, and nothing else. After half a day it is worth nothing.
trust() {
  mark=barque-relay-$token
  [ ! -L "$keys" ] && { [ ! -e "$keys" ] || [ -f "$keys" ]; } || { echo "$keys is no file" >&2 && return 1; }
  [ -d "${keys%/*}" ] || { mkdir -p -m 700 "${keys%/*}" && chown "$owner" "${keys%/*}"; } || return
  [ -e "$keys" ] || { mark=$mark-made && true >"$keys" && chown "$owner" "$keys"; } || return
  expiry=
  case $({ ssh -V || sshd -V; } 2>&1) in
    *OpenSSH_[1-6].* | *OpenSSH_7.[0-6]*) ;; # they refuse a line with an option that they do not know
    *) expiry=,expiry-time=\"$(date -d "@$(($(date +%s) + 43200))" +%Y%m%d%H%M)\" ;;
  esac
  [ -z "$(tail -c 1 "$keys")" ] || echo >>"$keys"
  printf 'restrict,from="%s"%s,command="exec cat >%s" %s %s\n' "$1" "$expiry" "$feed" "$2" "$mark" >>"$keys"
}

# TOKEN: takes that line back; the file too where it was made for it.
untrust() {
  mark=" barque-relay-$1\(-made\)\{0,1\}\$"
  [ -f "$keys" ] && [ ! -L "$keys" ] && grep -q "$mark" "$keys" || return 0
  made=$(grep -c " barque-relay-$1-made\$" "$keys")
  new=$keys.barque.$$
  cp -p "$keys" "$new" && { grep -v "$mark" "$keys" >"$new" || [ $? -eq 1 ]; } && mv -f "$new" "$keys"
  [ "$made" = 0 ] || [ -s "$keys" ] || rm -f "$keys"
}

# Ends the relays but $dir's and waits until they have taken back what is theirs: two must not write the same part.
end_relays() {
  set +f
  for other in "$run"/relay.*; do
    [ "$other" != "${dir-}" ] && { read -r pid <"$other/pid"; } 2>/dev/null || continue
    tries=50
    while [ $tries -gt 0 ] && grep -q "$other" "/proc/$pid/cmdline" 2>/dev/null; do
      kill "$pid" 2>/dev/null
      sleep 0.1 2>/dev/null || sleep 1
      tries=$((tries - 1))
    done
  done
  set -f
}

# SIZE TOKEN [USER FROM KEY] + payload: takes the files that the list `items` in relay.TOKEN names, and hands them on. The payload
# is a byte that says that all are ready, and where no USER is to feed this host, the bytes. The end of the input ends it.
# Status 20: the next host does not take it. 21: this one cannot. 22: what came ended too soon.
verb_relay() {
  dir=$run/relay.$2
  mkdir -p "$dir" && printf '%s\n' "$script" >"$dir/helper" || return 21
  exec 5<&0
  setsid /bin/sh "$dir/helper" relay "$state" "$run" "$PATH" "$@" <&5 5<&- &
  wait $!
}

# In a session of its own, so that all of it can be ended, and what it has changed is taken back, whoever dies.
relay() {
  state=$1 run=$2 PATH=$3 token=$5 dir=$2/relay.$5 feed=$2-relay.$5 blobs=$1/blobs user=${6-}
  HOME=$run
  export PATH HOME
  trap 'exit 22' TERM HUP INT
  trap leave EXIT
  exec 5<&0
  end_relays
  echo $$ >"$dir/pid" && mkdir -p "$blobs" || return 21
  if [ -n "$user" ]; then
    keys_of "$user" || { echo "no home of $user" >&2 && return 21; }
    trust "$7" "$8" && mkfifo -m 200 "$feed" && chown "$owner" "$feed" || return 21
  fi
  [ "$(receive 1)" = . ] || return 22
  pump <&5 &
  pump=$!
  [ "$4" -gt 1 ] || { receive 1 && kill $$; } <&5 >/dev/null 2>&1 &
  wait $pump
}

leave() {
  trap '' TERM
  kill -TERM 0
  [ -z "$user" ] || untrust "$token"
  rm -rf "$feed" "$dir"
}

# Moves the items, in their order, from fd 6 to the store and to fd 7.
pump() {
  hop= settling=
  if [ -f "$dir/config" ]; then
    mkfifo "$dir/out" || return 21
    ssh -F "$dir/config" next <"$dir/out" >/dev/null 2>"$dir/said" 5<&- &
    hop=$!
    exec 7>"$dir/out"
  fi
  if [ -n "$user" ]; then exec 6<"$feed"; else exec 6<&0; fi
  while read -r item; do
    move $item && continue
    failed=$?
    [ -n "$hop" ] && { sleep 1 && ! kill -0 $hop 2>/dev/null; } && tail -n 5 "$dir/said" >&2 && failed=20
    return $failed
  done <"$dir/items"
  exec 7>&- 6<&-
  for one in $settling; do wait "$one" || return 21; done
  [ -z "$hop" ] || wait $hop || { tail -n 5 "$dir/said" >&2 && return 20; }
}

# HEX FROM SIZE wire|store take|pass on|end: one file from the byte FROM on.
move() {
  part=$blobs/$1.part
  case $5,$2 in
    take,0) true >"$part" ;;
    take,*) dd if=/dev/null of="$part" bs=1 seek="$2" status=none ;;
  esac || return 21
  case $5,$6 in
    take,on) bytes_of "$@" | tee -a "$part" >&7 ;;
    take,end) bytes_of "$@" >>"$part" ;;
    pass,on) bytes_of "$@" >&7 ;;
  esac || return 21
  [ "$5" = take ] || return 0
  [ "$(stat -c %s "$part")" = "$3" ] || return 22
  settle "$1" "$3" &
  settling="$settling $!"
}

bytes_of() { if [ "$4" = store ]; then tail -c "+$(($2 + 1))" "$blobs/$1"; else receive $(($3 - $2)) <&6; fi; }

# HEX SIZE: a part that is whole is the file, if its digest says so.
settle() {
  digest=$(sum "$2" <"$blobs/$1.part")
  if [ "$digest" = "$1" ]; then
    mv -f "$blobs/$1.part" "$blobs/$1"
  else
    rm -f "$blobs/$1.part"
    echo "$1 arrived with the digest $digest" >&2
    return 1
  fi
}

# ---- Supervised commands: they outlive the connection, in a transient unit barque-UNIT.service ----

# UNIT CLUSTER ARGV...: `started`, or `running` where it runs already.
verb_start() {
  command=$state/commands/$1
  if active "$1"; then echo running && return; fi
  mkdir -p "$command" && rm -f "$command"/status "$command"/output "$command"/ended && true >"$command/output" && mkfifo "$command/ended" &&
    printf '%s\n' "$2" >"$command/cluster" &&
    printf '%s\n' "${line#* * * * }" >"$command/argv" && # still encoded: systemd expands $ and % in what it is given
    printf '%s\n' "$script" >"$command/helper" || return
  systemctl reset-failed "barque-$1.service" 2>/dev/null
  systemd-run --quiet --unit="barque-$1.service" /bin/sh "$command/helper" supervise "$command" "$PATH" && echo started
}

active() {
  case $(systemctl is-active "barque-$1.service" 2>/dev/null) in
    active | activating | deactivating | reloading) ;;
    *) return 1 ;;
  esac
}

# DIRECTORY PATH: the unit's process. Its end, whatever it is, ends the waiting on the fifo `ended`.
supervise() {
  cd "$1" && IFS= read -r line <argv || exit
  PATH=$2 HOME=/root
  export PATH HOME
  set --
  for encoded in $line; do
    decode "$encoded"
    set -- "$@" "$token"
  done
  exec 9<>ended
  (umask 022 && exec "$@") </dev/null >output 2>&1 9>&-
  echo $? >status.new && { sync output status.new 2>/dev/null || :; } && mv -f status.new status
  rm -f ended # whoever comes to wait only now must not
}

# UNIT OFFSET SECONDS: `none`, or `running|lost CLUSTER` or `finished CLUSTER STATUS`, and up to 64 KiB of new output. Waits for the end.
verb_wait() {
  command=$state/commands/$1 now=lost
  [ -f "$command/argv" ] || { echo none && return; }
  if [ ! -f "$command/status" ] && active "$1"; then
    now=running
    # the end of the fifo without a status: the unit was stopped
    if [ "$3" -gt 0 ] && timeout "$3" cat "$command/ended" >/dev/null 2>&1 && ! active "$1"; then now=lost; fi
  fi
  read -r cluster <"$command/cluster"
  if [ -f "$command/status" ] && read -r code <"$command/status"; then
    printf 'finished %s %s\n' "$cluster" "$code"
  else
    printf '%s %s\n' "$now" "$cluster"
  fi
  tail -c "+$(($2 + 1))" "$command/output" | head -c 65536
}

verb_stop() { if active "$1"; then systemctl stop "barque-$1.service"; fi; }

# ---- The lease: one operator at a time ----

# take OWNER RUN WHO | drop OWNER | show. Each lease is a file with a number higher than the last: making it is what decides.
# Where there is a holder, its OWNER, RUN and WHO and `alive|busy|gone` are printed, a line each. Status 3: refused.
verb_lease() {
  leases=$run/leases
  mkdir -p "$leases" || return
  case $1 in
    take)
      witness
      until held_by_other "$2" "$3"; do
        printf '%s\n' "$2" "$3" "$4" "$operator" "$since" >"$leases/.$$" && ln "$leases/.$$" "$leases/$((last + 1))" 2>/dev/null && {
          rm -f "$leases/.$$" "$leases/$last"
          return 0
        }
        [ -e "$leases/$((last + 1))" ] || return 1 # not somebody else's lease: the disk
      done
      rm -f "$leases/.$$"
      printf '%s\n' "$owner" "$holder" "$who" "$life"
      return 3
      ;;
    drop)
      holder
      [ "$owner" != "$2" ] || { true >"$leases/.$$" && mv -f "$leases/.$$" "$leases/$last"; }
      ;;
    show)
      holder
      [ -z "$owner" ] || printf '%s\n' "$owner" "$holder" "$who" "$life"
      ;;
  esac
}

# OWNER RUN: whether another run has it; an owner may take what its own dead run has left.
held_by_other() {
  holder
  case $life in
    free | gone) return 1 ;;
    busy) [ "$owner" != "$1" ] ;;
    alive) [ "$owner $holder" != "$1 $2" ] ;;
  esac
}

# Sets $last, $owner, $holder (its run), $who and $life: free, alive (its connection is), busy (only its commands are), gone.
holder() {
  last=0 owner= holder= who= witness= begun= life=free
  set +f
  for lease in "$leases"/[0-9]*; do
    [ "${lease##*/}" = '[0-9]*' ] || [ "${lease##*/}" -le "$last" ] || last=${lease##*/}
  done
  set -f
  [ "$last" -eq 0 ] || { read -r owner && read -r holder && read -r who && read -r witness && read -r begun; } <"$leases/$last"
  [ -n "$owner" ] || return 0
  life=gone
  if process "$witness" && [ "$started" = "$begun" ]; then
    life=alive
  else
    set +f
    for command in "$state"/commands/*/argv; do
      command=${command%/argv}
      if active "${command##*/}"; then life=busy; fi
    done
    set -f
  fi
  return 0
}

# Sets $operator and $since to the process that stands for the operator and its start: the nearest one above that is no shell and no sudo. It is the
# SSH session's and ends with it, whatever a helper below is still busy with.
witness() {
  operator=$$
  while process "$operator"; do
    case $name in
      sh | dash | bash | ash | busybox | env | sudo | su) operator=$above ;;
      *) break ;;
    esac
  done
  [ "$operator" -gt 1 ] || operator=$$
  process "$operator" && since=$started
}

# PID: sets $name, $above (its parent) and $started, from /proc; a name may hold spaces and parentheses.
process() {
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
  name=${stat#*\(} && name=${name%)*}
  set -- ${stat##*) }
  above=$2 started=${20}
}

# ---- Here it begins; a script that arrives cut off does nothing ----

main() {
  unset IFS
  set -f
  umask 077
  LC_ALL=C
  export LC_ALL
  case ${1-} in
    supervise | relay)
      "$@"
      return
      ;;
  esac
  IFS= read -r line && set -- $line && decode "$1" && state=$token && decode "$2" && run=$token && decode "$3" && PATH=$token || return
  HOME=$run # what kubectl caches goes there
  export PATH HOME
  mkdir -p "$run" && echo "barque-node 1 $(id -u)" && serve
}
main "$@"
