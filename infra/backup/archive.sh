#!/usr/bin/env bash
# archive_command of PostgreSQL: archive.sh FOLDER %p %f
# Keeps a file of the WAL, compressed, in an archive. It is there whole or not at all, and on the disk when this says so. The same file
# may come again, for the server may end before it has noted that it was kept; another one of the same name is refused: two servers
# write to one archive, or a server was restored without its timeline.
set -euo pipefail
umask 077

fail() {
  printf 'archive.sh: %s\n' "$*" >&2
  exit 1
}

(($# == 3)) || fail "needs a folder, %p and %f, and was given $# arguments"
folder=${1%/} path=$2 name=$3
[[ $name =~ ^[0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?$ || $name =~ ^[0-9A-F]{8}\.history$ ]] || fail "$name is no file of the WAL"
[[ -d $folder ]] || fail "there is no folder $folder: create it (mode 0700, the server's user), or mount its disk"

kept=$folder/$name.gz
if [[ -e $kept ]]; then
  gzip -dc -- "$kept" | cmp --silent - "$path" || fail "$kept is there already and is not the same: do two servers write to this archive?"
  sync -- "$kept" "$folder"
  exit 0
fi

draft=$(mktemp "$folder/.$name.XXXXXXXX")
trap 'rm -f -- "$draft"' EXIT
gzip -1nc -- "$path" > "$draft"
sync -- "$draft"
# Replaces nothing, whoever has come meanwhile.
mv -nT -- "$draft" "$kept" || true
[[ ! -e $draft ]] || fail "$kept has just been made by somebody else: do two servers write to this archive?"
sync -- "$folder"
