# What a host is.

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
  section inotify-instances /proc/sys/fs/inotify/max_user_instances
  section inotify-watches /proc/sys/fs/inotify/max_user_watches
  section file-max /proc/sys/fs/file-max
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
    digest=$(sum "$size" <"$1") && digest=${digest%% *} && mkdir -p "$run/digests" && printf '%s %s\n' "$digest" "$2" >"$known"
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
  TZ=UTC systemctl show -p Id -p LoadState -p ActiveState -p SubState -p UnitFileState -p ActiveEnterTimestamp -p ExecMainStartTimestamp -p Job -- "$@"
}

# SECONDS ARGV...: a read-only command.
verb_run() { timeout -k 5 "$@"; }
