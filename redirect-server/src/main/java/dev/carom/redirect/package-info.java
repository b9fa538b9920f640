/** The redirect server. */
@NullMarked
package dev.carom.redirect;

import org.jspecify.annotations.NullMarked;
