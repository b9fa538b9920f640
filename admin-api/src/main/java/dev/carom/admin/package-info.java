/** The admin API. */
@NullMarked
package dev.carom.admin;

import org.jspecify.annotations.NullMarked;
