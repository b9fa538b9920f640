/** What happens, for whoever wants to hear of it soon. */
@NullMarked
package dev.carom.core.event;

import org.jspecify.annotations.NullMarked;
