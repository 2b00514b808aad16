# Files.

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

# PATH MODE SIZE keep|own|secret DIGEST + payload: the file with this content, at once or not at all; what it replaces is kept where
# `keep` says so. With a DIGEST other than -, only where what stands there has it. Barque's own files are not synced one by one: what a power cut takes, the next run finds missing.
verb_put() {
  [ ! -d "$1" ] || { echo "$1 is a directory" >&2 && return 1; }
  parent "$1" || return
  new=${1%/*}/.barque.$$
  (umask 077 && true >"$new") && chmod "$2" "$new" && receive "$3" >"$new" && [ "$(stat -c %s "$new")" = "$3" ] &&
    { [ "$5" = - ] || [ "$(sha256sum <"$1")" = "$5  -" ] || { echo "$1 has changed meanwhile" >&2 && false; }; } &&
    { [ "$4" != keep ] || keep "$1"; } && { [ "$4" = own ] || sync "$new" 2>/dev/null || :; } && mv -f "$new" "$1" && return
  rm -f "$new"
  return 1
}

# PATH MODE
verb_mkdir() { (umask 022 && mkdir -p "$1") && chown 0:0 "$1" && chmod "$2" "$1"; }

# PATH TARGET keep|own|secret
verb_link() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then echo "$1 is a directory" >&2 && return 1; fi
  parent "$1" && { [ "$3" != keep ] || keep "$1"; } && ln -sfn "$2" "$1"
}

# PATH keep|own|secret: a whole directory only where it is Barque's own.
verb_remove() {
  case $1 in
    "$state"/?*) rm -rf "$1" ;;
    *) { [ "$2" != keep ] || keep "$1"; } && rm -f "$1" ;;
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
  { [ "${digest%% *}" = "$3" ] || { echo "has the digest ${digest%% *}" >&2 && false; }; } &&
    mv -f "$new" "$blob" && remember "$blob" "$3" && return
  rm -f "$new"
  return 1
}

# SIZE: the digest of its input, a space and more; to be called in a subshell, whose end it is. openssl is five times as fast at it where
# there is much of it, and slow to start.
sum() {
  [ "$1" -le 4194304 ] || ! command -v openssl >/dev/null || exec openssl dgst -sha256 -r
  exec sha256sum
}

# PATH HEX keep|own|secret: a program from the store, as a second name of it where it can be.
verb_install() {
  [ ! -d "$1" ] || { echo "$1 is a directory" >&2 && return 1; }
  new=${1%/*}/.barque.$$
  parent "$1" && chmod 755 "$state/blobs/$2" && { ln "$state/blobs/$2" "$new" 2>/dev/null || cp -p "$state/blobs/$2" "$new"; } && { [ "$3" != keep ] || keep "$1"; } &&
    mv -f "$new" "$1" && remember "$1" "$2"
  failed=$?
  rm -f "$new" # rename leaves both names of one file
  return $failed
}

# PATH HEX: what digest_of will find.
remember() {
  same=$(stat -c '%d.%i %y' "$1") && { [ -d "$run/digests" ] || mkdir -p "$run/digests"; } && printf '%s %s\n' "$2" "$same" >"$run/digests/${same%% *}"
}
