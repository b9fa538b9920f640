#!/usr/bin/env bash
# Takes a base backup: backup.sh --root FOLDER
# Connects by libpq's variables (PGHOST, PGPORT, PGUSER, PGPASSFILE). The backup has the WAL that it needs to be started, is verified by
# its own checksums, and only then gets its name, base/DATE.
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"

read_options 'root' "$@"
need psql pg_basebackup pg_verifybackup
open_root
lock_root

ask() {
  PGDATABASE=postgres psql --no-psqlrc --no-password --quiet --tuples-only --no-align --command "$1"
}

settings=$(ask "SELECT current_setting('archive_mode') || ' ' || (SELECT count(*) FROM pg_tablespace)") ||
  fail 'the server cannot be asked: see PGHOST, PGPORT, PGUSER and PGPASSFILE, and pg_hba.conf'
[[ $settings == on\ * || $settings == always\ * ]] || fail 'archive_mode is off: include postgresql.conf of this folder, and restart the server'
[[ $settings == *\ 2 ]] || fail 'there are tablespaces, which restore.sh would not put where they belong'

# What an interrupted run has left; nobody else is at work here.
rm -rf -- "$root"/base/.draft-*
while name=$(date -u +%Y%m%dT%H%M%SZ) && [[ -e $root/base/$name ]]; do
  sleep 0.1
done
draft=$root/base/.draft-$name
mkdir -- "$draft"
trap 'rm -rf -- "$draft"' EXIT
trap 'exit 143' HUP INT TERM

pg_basebackup --pgdata "$draft/data" --format plain --wal-method stream --checkpoint fast --manifest-checksums SHA256 \
  --label "carom $name" --no-password
pg_verifybackup --quiet "$draft/data"
# By the server's clock, as commits are: whatever is committed later can be a point to restore to.
ask "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')" > "$draft/finished"
sync -- "$draft/finished" "$draft"
mv -nT -- "$draft" "$root/base/$name"
sync -- "$root/base"
printf 'backup.sh: %s, %s\n' "$root/base/$name" "$(du -sh -- "$root/base/$name" | cut -f1)"

segment=$root/wal/$(first_segment "$name").gz
for ((i = 0; i < 300; i++)); do
  [[ ! -e $segment ]] || exit 0
  sleep 0.2
done
fail "the backup is good, but its WAL does not come to the archive ($segment): see pg_stat_archiver and the server's log"
