#!/usr/bin/env bash
# restore_command of PostgreSQL: fetch.sh FOLDER %f %p
# Brings a file back from the archive. Exit code 1 says that there is none of that name, which ends recovery; a file or an archive that
# cannot be read is not the end of what was archived, so that is 126, with which the server stops.
set -euo pipefail
umask 077

fail() {
  printf 'fetch.sh: %s\n' "$*" >&2
  exit 126
}

(($# == 3)) || fail "needs a folder, %f and %p, and was given $# arguments"
[[ -d $1 && -r $1 && -x $1 ]] || fail "there is no folder $1 that can be read: mount its disk"
[[ -e $1/$2.gz ]] || exit 1
gzip -dc -- "$1/$2.gz" > "$3" || fail "$1/$2.gz cannot be read"
