/**
 * Links and the validated values they are made of.
 *
 * <p>Whatever holds one of these values may rely on it: a {@link dev.carom.core.link.TargetUrl} can
 * be copied into a {@code Location} field as it is, a {@link dev.carom.core.link.ShortCode} can be
 * put in a path. Start with {@link dev.carom.core.link.Link}; {@link dev.carom.core.link.LinkStore}
 * is the port to where links are kept.
 */
@NullMarked
package dev.carom.core.link;

import org.jspecify.annotations.NullMarked;
