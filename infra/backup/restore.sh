#!/usr/bin/env bash
# Puts a base backup into an empty data folder and has the server, when it is started, recover to a point:
#   restore.sh --root FOLDER --data FOLDER --to latest
#   restore.sh --root FOLDER --data FOLDER --to '2026-11-24 04:50:00+00'
#   restore.sh --root FOLDER --data FOLDER --to-name NAME            a name that was given with pg_create_restore_point
# and, for those who know why:
#   --backup NAME      this base backup, rather than the newest that was finished by that time (for a name: the oldest)
#   --timeline NUMBER  this timeline, rather than the newest: to go to what an earlier restore gave up
#   --wal FOLDER       the pg_wal of the lost server, if it can still be read: it has what was not archived yet
# Run it as the user of the server, and recovered.sh after the start.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"
began=$(date +%s)

read_options 'root data to to-name backup timeline wal' "$@"
need pg_verifybackup
((EUID)) || fail 'must not be run by root: run it as the user of the server, with sudo -u postgres'
open_root
[[ $here =~ ^/[A-Za-z0-9._/-]+$ ]] || fail "$here: these scripts must be in a folder whose path has letters, digits and . _ - / alone"

[[ -v option[data] ]] || fail '--data is missing: the empty folder that becomes the data folder'
data=${option[data]%/}
[[ -d $data && -w $data && -O $data ]] || fail "--data $data: must be a folder of $(id -un): create it with install -d -m 0700 -o $(id -un)"
[[ -z $(find "$data" -mindepth 1 -print -quit) ]] || fail "--data $data: is not empty: move the old data folder away"

timeline=${option[timeline]-$(newest_timeline)}
if [[ -v option[timeline] ]]; then
  require_number timeline 1
  ((timeline == 1)) || [[ -e $root/wal/$(printf '%08X' "$timeline").history.gz ]] || fail "--timeline $timeline: the archive knows none of that number"
fi
if [[ -v option[wal] && ! -r ${option[wal]} || -v option[wal] && ! -d ${option[wal]} ]]; then
  fail "--wal ${option[wal]}: is no folder that can be read"
fi

# What the base backup has to be older than, in microseconds; empty: whatever there is.
limit=
target=()
case ${option[to]-}${option[to-name]+ name} in
  '') fail '--to is missing: latest, a time with its zone, or --to-name NAME' ;;
  latest) ;;
  ' name')
    [[ ${option[to-name]} =~ ^[A-Za-z0-9._\ -]{1,63}$ ]] || fail "--to-name ${option[to-name]}: must be 1 to 63 letters, digits, spaces and . _ -"
    target=("recovery_target_name = '${option[to-name]}'")
    ;;
  *' name') fail '--to and --to-name: only one of them can be' ;;
  *)
    wrong="--to ${option[to]}: must be latest, or a time with its zone such as 2026-11-24 04:50:00+00"
    [[ ${option[to]} =~ ^[0-9]{4}(-[0-9]{2}){2}[T\ ]([0-9]{2}:){2}[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$ ]] || fail "$wrong"
    limit=$(date -d "${option[to]}" +%s%6N 2> /dev/null) || fail "$wrong"
    ((limit <= $(date +%s%6N))) || fail "--to ${option[to]}: is in the future; for all that there is, use --to latest"
    target=("recovery_target_time = '${option[to]}'")
    ;;
esac

backup=
mapfile -t names < <(backups)
for name in "${names[@]}"; do
  if [[ -v option[backup] ]]; then
    [[ $name == "${option[backup]}" ]] || continue
  elif [[ -v option[to-name] && -n $backup ]]; then
    break
  fi
  leads_to "$name" "$timeline" || continue
  [[ -z $limit ]] || (($(date -d "$(< "$root/base/$name/finished")" +%s%6N) <= limit)) || continue
  backup=$name
done
if [[ -z $backup ]]; then
  fail "there is no base backup ${option[backup]-} that was finished by then and leads to timeline ${timeline:-1}; there are: ${names[*]:-none}"
fi
source=$root/base/$backup/data
pg_verifybackup --quiet "$source" || fail "$source is damaged: give an older one with --backup"

# Without pg_control no server starts: what is interrupted here cannot be taken for a database.
chmod 0700 -- "$data"
tar -C "$source" --exclude=./global/pg_control -cf - . | tar -C "$data" -xpf -
if [[ -v option[wal] ]]; then
  find "${option[wal]}" -maxdepth 1 -type f -regextype egrep -regex '.*/([0-9A-F]{24}|[0-9A-F]{8}\.history)' -exec cp -t "$data/pg_wal" -- {} +
fi
# An earlier restore's settings are in the backups that were taken after it.
sed -i -E '/^(restore_command|recovery_target|hot_standby )/d' "$data/postgresql.auto.conf"
{
  printf "restore_command = '%s/fetch.sh %s/wal %%f %%p'\n" "$here" "$root"
  printf "recovery_target_timeline = '%s'\n" "${option[timeline]-latest}"
  printf "recovery_target_action = 'promote'\n"
  # Nobody is to read what the database was on its way to that point.
  printf "hot_standby = 'off'\n"
  if ((${#target[@]})); then
    printf '%s\n' "${target[@]}"
  fi
} >> "$data/postgresql.auto.conf"
: > "$data/recovery.signal"
sync -f -- "$data"
cp -a -- "$source/global/pg_control" "$data/global/pg_control"
sync -f -- "$data"

printf 'restore.sh: base backup %s, finished %s, is in %s after %s s\n' "$backup" "$(< "$root/base/$backup/finished")" "$data" "$(($(date +%s) - began))"
printf 'restore.sh: to recover to %s on timeline %s, start the server, then run recovered.sh\n' "${option[to]-${option[to-name]-}}" "${option[timeline]-latest}"
