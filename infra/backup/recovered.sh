#!/usr/bin/env bash
# Waits until a server has recovered what restore.sh has put there, and says to which point: recovered.sh [--within SECONDS]
# Connects by libpq's variables as a superuser, and takes the settings of the recovery away: a standby that is made of this server
# should not inherit them.
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"

read_options 'within' "$@"
option[within]=${option[within]-86400}
require_number within 1
need psql

ask() {
  PGDATABASE=postgres PGCONNECT_TIMEOUT=5 psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --command "$1" 2>&1
}

until answer=$(ask 'SELECT pg_is_in_recovery()') && [[ $answer == f ]]; do
  ((SECONDS < option[within])) || fail "not recovered within ${option[within]} s, see the server's log; the last answer: $answer"
  sleep 0.2
done
ask "SELECT format('recovered.sh: recovered to %s UTC (the last transaction), timeline %s, ready %s s after the start',
  coalesce((pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC')::text, 'the base backup'),
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int,
  round(extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::numeric, 1))"
for setting in restore_command recovery_target_timeline recovery_target_action recovery_target_time recovery_target_name hot_standby; do
  ask "ALTER SYSTEM RESET $setting" || fail "the settings of the recovery are still there: run this as a superuser"
done
# This also wakes the checkpointer: after a recovery it heeds archive_timeout only when something has woken it, minutes later perhaps.
ask 'SELECT pg_reload_conf()' > /dev/null
