/** The cache in front of the redirect servers: how it is purged, and what its logs tell. */
@NullMarked
package dev.carom.admin.edge;

import org.jspecify.annotations.NullMarked;
