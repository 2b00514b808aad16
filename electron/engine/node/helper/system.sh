# The system.

# KEY/AS/PATH VALUE
verb_sysctl() { printf '%s\n' "$2" >"/proc/sys/$1"; }

verb_modprobe() { modprobe "$1"; }

# Swap off; systemd learns which of its units were masked before.
verb_swapoff() { swapoff -a && { [ ! -d /run/systemd/system ] || systemctl daemon-reload; }; }

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
  # without waiting: etcd may take until others are there, and a channel is not to be kept for that
  systemctl restart --no-block "$1" && printf '%s\n' "$3" >"$run/stamps/$1"
}
