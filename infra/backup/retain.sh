#!/usr/bin/env bash
# Forgets old backups: retain.sh --root FOLDER --keep NUMBER
# Keeps so many base backups from which the newest timeline can be reached, what is newer than the oldest of them, and all WAL since.
# Deletes nothing unless the newest of them is still as it was made.
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"

read_options 'root keep' "$@"
[[ -v option[keep] ]] || fail '--keep is missing: how many base backups to keep'
require_number keep 1
need pg_verifybackup pg_archivecleanup
open_root
lock_root

find_usable
((${#usable[@]})) || fail "--root $root: there is no base backup that can be restored, so nothing is deleted: run backup.sh"
oldest=${usable[0]}
if ((${#usable[@]} > option[keep])); then
  oldest=${usable[-option[keep]]}
fi
pg_verifybackup --quiet "$root/base/${usable[-1]}/data" ||
  fail "$root/base/${usable[-1]} is damaged, so nothing is deleted: move it away, and run backup.sh"

mapfile -t names < <(backups)
for name in "${names[@]}"; do
  [[ $name < $oldest ]] || break
  # What is half deleted has no name of a backup any more.
  mv -T -- "$root/base/$name" "$root/base/.deleted-$name"
  printf 'retain.sh: deleted %s\n' "$root/base/$name"
done
rm -rf -- "$root"/base/.deleted-*
segment=$(first_segment "$oldest")
[[ -n $segment ]] || fail "$root/base/$oldest/data/backup_label does not tell where its WAL begins"
pg_archivecleanup -x .gz "$root/wal" "$segment"
# Drafts of archive.sh runs that were killed.
find "$root/wal" -maxdepth 1 -type f -name '.*' -mmin +1440 -delete
printf 'retain.sh: kept all since %s and %s\n' "$root/base/$oldest" "$segment"
