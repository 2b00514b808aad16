# Here it begins; a script that arrives cut off does nothing.

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
