/**
 * The API that marketers and their tools reach: JSON over HTTP, on Armeria.
 *
 * <p>{@link dev.carom.admin.AdminMain} puts the process together and {@link
 * dev.carom.admin.AdminServer} the server; {@code LinkRoutes} and {@code BulkRoute} are what it
 * answers, {@code LinkService} what they ask, which knows no HTTP.
 */
@NullMarked
package dev.carom.admin;

import org.jspecify.annotations.NullMarked;
