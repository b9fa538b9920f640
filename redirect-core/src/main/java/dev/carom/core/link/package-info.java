/** Links and their validated values. */
@NullMarked
package dev.carom.core.link;

import org.jspecify.annotations.NullMarked;
