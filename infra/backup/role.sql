-- Who takes base backups: may copy the server, and has no right to any table. Its password is given with \password carom_backup, and
-- is in the backup user's ~/.pgpass (mode 0600). pg_hba.conf lets it in to two databases, of which replication is none:
--   host  replication,postgres  carom_backup  127.0.0.1/32  scram-sha-256
CREATE ROLE carom_backup LOGIN REPLICATION CONNECTION LIMIT 4;
