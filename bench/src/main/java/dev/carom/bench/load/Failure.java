package dev.carom.bench.load;

/** Why a request has no answer that counts. */
enum Failure {
  /** None came in time. */
  TIMEOUT,
  /** It had another status. */
  STATUS,
  /** Its connection ended, or brought what could not be read. */
  CONNECTION,
  /** Too many others waited for a connection. */
  SHED
}
