package dev.carom.bench.storm;

/**
 * What a scenario has shown.
 *
 * @param bound what was to be kept to
 * @param met whether it was
 * @param table as people read it
 * @param details as programs read it
 */
record Finding(String bound, boolean met, String table, Record details) {}
