# Images, in containerd's namespace k8s.io.

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
