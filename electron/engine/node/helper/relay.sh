# Distribution: blobs come from the node before and go on to the next while they arrive.

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
  digest=$(sum "$2" <"$blobs/$1.part") && digest=${digest%% *}
  if [ "$digest" = "$1" ]; then
    mv -f "$blobs/$1.part" "$blobs/$1"
  else
    rm -f "$blobs/$1.part"
    echo "$1 arrived with the digest $digest" >&2
    return 1
  fi
}
