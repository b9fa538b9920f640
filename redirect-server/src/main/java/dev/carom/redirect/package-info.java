/**
 * The server that followers reach, on Netty.
 *
 * <p>One connection is one pipeline. Over HTTP/1.1 {@link dev.carom.redirect.RequestReader} answers
 * plain requests at once and hands the others to Netty's codec, header by header; {@link
 * dev.carom.redirect.RedirectHandler}, where reading should start, answers them. Over TLS {@link
 * dev.carom.redirect.SecureConnections} comes first, and {@link
 * dev.carom.redirect.Http2Conversation} for whoever speaks HTTP/2. {@link
 * dev.carom.redirect.RedirectServer} opens and drains it all, {@link
 * dev.carom.redirect.RedirectMain} is the process.
 */
@NullMarked
package dev.carom.redirect;

import org.jspecify.annotations.NullMarked;
