/**
 * Where links may not lead: rules for targets, and which of them a target meets. Start with {@link
 * dev.carom.core.safety.Blocklist}; {@link dev.carom.core.safety.BlocklistStore} is the port to
 * where the rules are kept.
 */
@NullMarked
package dev.carom.core.safety;

import org.jspecify.annotations.NullMarked;
