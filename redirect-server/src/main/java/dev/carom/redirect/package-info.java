/**
 * The server that followers reach, on Netty.
 *
 * <p>One connection is one pipeline: deadlines, Netty's strict HTTP codec, flow control, and {@link
 * dev.carom.redirect.RedirectHandler}, where reading should start; {@link
 * dev.carom.redirect.RedirectServer} opens and drains it all, {@link
 * dev.carom.redirect.RedirectMain} is the process.
 *
 * <p>Over TLS, {@link dev.carom.redirect.SecureConnections} comes first, and {@link
 * dev.carom.redirect.Http2Conversation} is what {@code RedirectHandler} is for HTTP/1.1.
 */
@NullMarked
package dev.carom.redirect;

import org.jspecify.annotations.NullMarked;
