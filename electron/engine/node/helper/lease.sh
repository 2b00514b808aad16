# The lease: one operator at a time.

# take OWNER RUN WHO | drop OWNER RUN | show. Each lease is a file with a number higher than the last: making it is what decides.
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
      [ "$owner $holder" != "$2 $3" ] || { true >"$leases/.$$" && mv -f "$leases/.$$" "$leases/$last"; }
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
