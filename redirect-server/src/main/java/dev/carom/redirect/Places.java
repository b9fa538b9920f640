package dev.carom.redirect;

import java.net.InetAddress;

/**
 * Tells where addresses are. Usable by any thread, event loops too: it neither blocks nor throws.
 */
interface Places {

  /** Knows of none. */
  Places NONE = _ -> Place.UNKNOWN;

  Place of(InetAddress address);
}
