package dev.carom.faults;

/**
 * A follower's request, in nanoseconds since the run began.
 *
 * @param server which was asked
 * @param begun before its first byte was sent
 * @param ended after its answer's last byte had come, or when it was given up
 */
record Follow(String server, long begun, long ended, Answer answer) {}
