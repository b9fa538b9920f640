/**
 * Generated codes: an id becomes a code and a code an id again, without a table. Start reading at
 * {@link dev.carom.core.code.CodeGenerator}; below it, {@code Feistel} hides the ids' order and
 * {@code Tier} says how long a code is. {@code WordFilter} keeps obscenities out.
 */
@NullMarked
package dev.carom.core.code;

import org.jspecify.annotations.NullMarked;
