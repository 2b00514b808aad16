# barque-node: the side of Barque that runs on a host. POSIX sh (dash, bash, busybox ash) with coreutils or busybox and systemd.
#
# The files of this folder are one script (helper-text.ts). It is read from stdin by the loader (loader.ts), runs as root for as long as
# its channel is open, and leaves nothing behind but what it was asked for. The first line it reads names its directories (STATE RUN) and
# the PATH of what it starts; then it answers requests until the end of its input or `bye`:
#
#   request   ID VERB ARGUMENT...        and, after put, blob, import and relay, a payload of as many bytes as their argument SIZE says
#   answer    base64 lines of stdout, then, if anything was written to stderr, `-` and base64 lines of that, then `. ID STATUS`
#
# An argument's characters outside of [A-Za-z0-9_./:=@,+-] are octal escapes (\0ooo); `%` is an empty argument. Arguments are data:
# they are decoded into "$@" and never evaluated. Each verb runs in a subshell, so that its variables are its own. After a verb with
# a payload has failed, the input is out of step: the helper ends, and the client opens another channel.

nl='
'

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
      put | blob | import | relay) silent "$@" && [ "$status" = 0 ] || break ;;
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
  end
}

# The same for a verb that prints nothing: without the processes that would carry what it prints.
silent() {
  ("verb_$verb" "$@") >/dev/null 2>"$errors" 4>&-
  status=$?
  end
}

end() {
  if [ -s "$errors" ]; then
    echo -
    head -c 16384 "$errors" | base64
  fi
  printf '. %s %s\n' "$id" "$status"
}

# Copies the $1 bytes of the request's payload to stdout, and reads not a byte of the next request.
receive() { dd bs=65536 count="$1" iflag=fullblock,count_bytes status=none; }
