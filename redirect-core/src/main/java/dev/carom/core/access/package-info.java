/**
 * Who may use the admin API, and for what. A {@link dev.carom.core.access.Role} is a set of {@link
 * dev.carom.core.access.Permission}s, an {@link dev.carom.core.access.ApiKey} has one; {@link
 * dev.carom.core.access.ApiKeyStore} is the port to where keys are kept.
 */
@NullMarked
package dev.carom.core.access;

import org.jspecify.annotations.NullMarked;
