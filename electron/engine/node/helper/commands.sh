# Supervised commands: they outlive the connection, in a transient unit barque-UNIT.service.

# UNIT CLUSTER ABSENT COUNT GUARD... ARGV...: `started`, `running` where it runs already, or `guarded WHY` where ABSENT is there or the
# guard, of COUNT words, prints anything or fails.
verb_start() {
  command=$state/commands/$1 unit=$1 cluster=$2
  if active "$1"; then echo running && return; fi
  if [ "$3" != - ] && [ -e "$3" ]; then echo "guarded $3" && return; fi
  rest=${line#* * * * * * } words=$4 guard=
  shift 4
  while [ "$words" -gt 0 ]; do
    guard="$guard ${rest%% *}" rest=${rest#* } words=$((words - 1))
  done
  if [ -n "$guard" ]; then
    said=$(run_encoded $guard) || said="exit status $?"
    if [ -n "$said" ]; then echo "guarded $said" && return; fi
  fi
  set -- "$unit" "$cluster"
  mkdir -p "$command" && rm -f "$command"/status "$command"/output "$command"/ended && true >"$command/output" && mkfifo "$command/ended" &&
    printf '%s\n' "$2" >"$command/cluster" &&
    printf '%s\n' "$rest" >"$command/argv" && # still encoded: systemd expands $ and % in what it is given
    printf '%s\n' "$script" >"$command/helper" || return
  systemctl reset-failed "barque-$1.service" 2>/dev/null
  systemd-run --quiet --unit="barque-$1.service" /bin/sh "$command/helper" supervise "$command" "$PATH" && echo started
}

# ENCODED...: the command that these words are, for 15 s at most.
run_encoded() {
  words=$* && set --
  for encoded in $words; do
    decode "$encoded"
    set -- "$@" "$token"
  done
  timeout 15 "$@" </dev/null
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
