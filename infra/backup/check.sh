#!/usr/bin/env bash
# Tells whether what is kept would do: check.sh --root FOLDER [--backup-hours 26] [--wal-minutes 10]
# The newest base backup and the newest WAL must not be older than that, and no WAL may be missing since the oldest base backup. Ends
# with 1 and says what is wrong if anything is.
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=common.sh
. "$here/common.sh"

read_options 'root backup-hours wal-minutes' "$@"
option[backup-hours]=${option[backup-hours]-26}
option[wal-minutes]=${option[wal-minutes]-10}
require_number backup-hours 1
require_number wal-minutes 1
open_root

wrong=0
problem() {
  printf 'check.sh: %s\n' "$*" >&2
  wrong=1
}

mapfile -t names < <(backups)
timeline=$(newest_timeline)
usable=()
for name in "${names[@]}"; do
  if leads_to "$name" "$timeline"; then
    usable+=("$name")
  fi
done
((${#usable[@]})) || fail "--root $root: there is no base backup that can be restored: run backup.sh"
finished=$(date -d "$(< "$root/base/${usable[-1]}/finished")" +%s)
age=$((($(date +%s) - finished) / 60))
((age <= option[backup-hours] * 60)) || problem "the newest base backup, ${usable[-1]}, is $age minutes old: does carom-backup.timer run?"

mapfile -t segments < <(
  find "$root/wal" -maxdepth 1 -regextype egrep -regex '.*/[0-9A-F]{24}\.gz' -printf '%f\n' | cut -c1-24 | sort
)
((${#segments[@]})) || fail "--root $root: the archive is empty: see pg_stat_archiver"
newest=$(find "$root/wal" -maxdepth 1 -name '*.gz' -printf '%Ts\n' | sort -n | tail -n 1)
late=$((($(date +%s) - newest) / 60))
((late <= option[wal-minutes])) || problem "nothing was archived for $late minutes: see pg_stat_archiver and the server's log"

first=$(first_segment "${usable[0]}")
[[ -e $root/wal/$first.gz ]] || problem "WAL segment $first is missing, with which ${usable[0]} begins"
size=$(gzip -dc -- "$root/wal/${segments[-1]}.gz" | wc -c)
per_log=$(((1 << 32) / size))
before='' expected=0
for segment in "${segments[@]}"; do
  [[ ${segment:8} < ${first:8} ]] && continue
  at=$((16#${segment:8:8} * per_log + 16#${segment:16}))
  if [[ $before == "${segment:0:8}" ]] && ((at != expected)); then
    problem "WAL is missing before segment $segment: take a base backup now; what is between cannot be restored"
  fi
  before=${segment:0:8} expected=$((at + 1))
done
((wrong)) || printf 'check.sh: %s base backups since %s, the newest %s minutes old, and all WAL until %s minutes ago\n' \
  "${#usable[@]}" "${usable[0]}" "$age" "$late"
exit "$wrong"
