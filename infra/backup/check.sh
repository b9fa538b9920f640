#!/usr/bin/env bash
# Tells whether what is kept would do: check.sh --root FOLDER [--backup-hours 26] [--wal-minutes 10]
# The newest base backup and the newest WAL must not be older than that, and no WAL may be missing since the oldest base backup. Ends
# with 1 and says what is wrong if anything is.
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source-path=SCRIPTDIR source=common.sh
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

find_usable
((${#usable[@]})) || fail "--root $root: there is no base backup that can be restored: run backup.sh"
finished=$(date -d "$(< "$root/base/${usable[-1]}/finished")" +%s)
age=$((($(date +%s) - finished) / 60))
((age <= option[backup-hours] * 60)) || problem "the newest base backup, ${usable[-1]}, is $age minutes old: does carom-backup.timer run?"

newest=$(find "$root/wal" -maxdepth 1 -name '*.gz' -printf '%Ts\n' | sort -n | tail -n 1)
[[ -n $newest ]] || fail "--root $root: the archive is empty: see pg_stat_archiver"
late=$((($(date +%s) - newest) / 60))
((late <= option[wal-minutes])) || problem "nothing was archived for $late minutes: see pg_stat_archiver and the server's log"

# The way from the oldest base backup to the end: along each timeline up to where the next one left it.
first=$(first_segment "${usable[0]}")
[[ -e $root/wal/$first.gz ]] || fail "WAL segment $first is missing, with which ${usable[0]} begins: see pg_stat_archiver"
size=$(gzip -dc -- "$root/wal/$first.gz" | wc -c)
per_log=$(((1 << 32) / size))
at=$((16#${first:8:8} * per_log + 16#${first:16}))

# follow TIMELINE END: requires all segments before that number
follow() {
  local name
  while ((at < $2)); do
    name=$(printf '%08X%08X%08X' "$1" "$((at / per_log))" "$((at % per_log))")
    [[ -e $root/wal/$name.gz ]] || problem "WAL segment $name is missing: nothing after it can be restored, so take a base backup now"
    at=$((at + 1))
  done
}

if [[ -n $timeline ]]; then
  while read -r ancestor left _; do
    if [[ $ancestor =~ ^[0-9]+$ ]] && ((ancestor >= 16#${first:0:8})); then
      follow "$ancestor" "$(($(number "$left") / size))"
    fi
  done < <(gzip -dc -- "$root/wal/$(printf '%08X' "$timeline").history.gz")
fi
own=$(printf '%08X' "${timeline:-$((16#${first:0:8}))}")
last=$(find "$root/wal" -maxdepth 1 -regextype egrep -regex ".*/${own}[0-9A-F]{16}\.gz" -printf '%f\n' | sort | tail -n 1)
if [[ -n $last ]]; then
  follow "$((16#$own))" "$((16#${last:8:8} * per_log + 16#${last:16:8} + 1))"
fi
((wrong)) || printf 'check.sh: %s base backups since %s, the newest %s minutes old, and all WAL until %s minutes ago\n' \
  "${#usable[@]}" "${usable[0]}" "$age" "$late"
exit "$wrong"
