/**
 * The port for operators: is the process alive, can it do its work, and how is it doing. Start with
 * {@link dev.carom.core.ops.OpsServer}.
 */
@NullMarked
package dev.carom.core.ops;

import org.jspecify.annotations.NullMarked;
