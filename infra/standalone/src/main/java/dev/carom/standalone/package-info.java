/**
 * {@code carom up}: everything in one process tree on one machine, for trying it out and for one
 * small server. Start with {@link dev.carom.standalone.UpMain}.
 */
@NullMarked
package dev.carom.standalone;

import org.jspecify.annotations.NullMarked;
