/** Everything in one process. */
@NullMarked
package dev.carom.standalone;

import org.jspecify.annotations.NullMarked;
