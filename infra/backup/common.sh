# shellcheck shell=bash
# What the scripts of this folder have in common; to be sourced. A backup root has two folders: base, with a folder for each base
# backup, and wal, the archive.
set -euo pipefail
umask 077
export LC_ALL=C

declare -A option=()

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# need PROGRAM...
need() {
  local program
  for program; do
    command -v "$program" > /dev/null ||
      fail "$program is not on PATH: add the folder of PostgreSQL's programs, on Debian /usr/lib/postgresql/15/bin"
  done
}

# read_options "NAME..." ARGUMENT...: fills the array option with what is given as --NAME VALUE.
read_options() {
  local allowed name
  read -ra allowed <<< "$1"
  shift
  while (($#)); do
    if [[ $1 == --help ]]; then
      sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
      exit 0
    fi
    name=${1#--}
    [[ $1 == --?* && " ${allowed[*]} " == *" $name "* ]] || fail "$1 is no option: there are$(printf ' --%s' "${allowed[@]}")"
    (($# > 1)) || fail "$1 needs a value"
    [[ ! -v option[$name] ]] || fail "$1 is given twice"
    option[$name]=$2
    shift 2
  done
}

# require_number NAME LEAST
require_number() {
  [[ ${option[$1]} =~ ^(0|[1-9][0-9]{0,5})$ && ${option[$1]} -ge $2 ]] || fail "--$1 ${option[$1]}: must be a whole number, $2 or more"
}

# Sets root. A folder that is missing is not made: its disk may not be mounted.
open_root() {
  [[ -v option[root] ]] || fail '--root is missing: the folder of the backups'
  root=${option[root]%/}
  [[ $root =~ ^/[A-Za-z0-9._/-]+$ ]] || fail "--root $root: must be an absolute path of letters, digits and . _ - / alone"
  local folder
  for folder in base wal; do
    [[ -d $root/$folder && -r $root/$folder && -x $root/$folder ]] ||
      fail "--root $root: there is no folder $folder that can be read: create it (mode 0700, the server's user), or mount its disk"
  done
}

# Only one of the scripts that change what is in a root may run.
lock_root() {
  [[ -w $root/base ]] || fail "--root $root: base cannot be written to by $(id -un)"
  exec {lock}> "$root/base/.lock"
  flock --nonblock "$lock" || fail "--root $root: another backup or its retention is at work there"
}

# Prints the names of all base backups that are whole, the oldest first.
backups() {
  find "$root/base" -mindepth 1 -maxdepth 1 -type d -regextype egrep -regex '.*/[0-9]{8}T[0-9]{6}Z' -printf '%f\n' | sort
}

# number LSN: prints it as a decimal number.
number() {
  printf '%d\n' $(((16#${1%/*} << 32) + 16#${1#*/}))
}

# first_segment BACKUP: prints the name of the first WAL segment that it needs.
first_segment() {
  sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]\{24\}\))$/\1/p' "$root/base/$1/data/backup_label"
}

# Prints the number of the newest timeline that the archive knows; nothing if there is only the first.
newest_timeline() {
  local newest
  newest=$(find "$root/wal" -maxdepth 1 -regextype egrep -regex '.*/[0-9A-F]{8}\.history\.gz' -printf '%f\n' | sort | tail -n 1)
  [[ -z $newest ]] || printf '%d\n' "$((16#${newest%%.*}))"
}

# leads_to BACKUP TIMELINE: whether recovery can go from a base backup to a timeline ("" is the only one). What was backed up after
# the point at which that timeline left the backup's is of a history that was given up.
leads_to() {
  [[ -n $2 ]] || return 0
  local timeline end ancestor left history
  history=$root/wal/$(printf '%08X' "$2").history.gz
  read -r timeline end < <(
    sed -n 's/.*"Timeline": \([0-9]*\), .*"End-LSN": "\([^"]*\)".*/\1 \2/p' \
      "$root/base/$1/data/backup_manifest" | tail -n 1
  ) || fail "$root/base/$1/data/backup_manifest tells no WAL range"
  ((timeline != $2)) || return 0
  [[ -e $history ]] || return 1
  while read -r ancestor left _; do
    if [[ $ancestor == "$timeline" ]]; then
      (($(number "$end") <= $(number "$left")))
      return
    fi
  done < <(gzip -dc -- "$history")
  return 1
}

# Sets timeline to the newest that the archive knows, and usable to the base backups from which recovery can go there, the oldest first.
find_usable() {
  local names name
  timeline=$(newest_timeline)
  mapfile -t names < <(backups)
  usable=()
  for name in "${names[@]}"; do
    if leads_to "$name" "$timeline"; then
      usable+=("$name")
    fi
  done
}
