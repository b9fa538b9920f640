/**
 * A load driver for HTTP/1.1: {@code carom bench load}.
 *
 * <p>{@link dev.carom.bench.load.LoadMain} is the command, {@link dev.carom.bench.load.LoadLoop}
 * the thread that sends, {@link dev.carom.bench.load.Connection} what it sends on. Latencies count
 * from when a request was meant to be sent, which the {@link dev.carom.bench.load.Schedule} says
 * and no answer can put off; a server that stands still is not spared the requests of that time.
 */
@NullMarked
package dev.carom.bench.load;

import org.jspecify.annotations.NullMarked;
