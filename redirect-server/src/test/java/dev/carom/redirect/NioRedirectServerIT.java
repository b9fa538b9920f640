package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig.Transport;

class NioRedirectServerIT extends RedirectServerContract {

  @Override
  Transport transport() {
    return Transport.NIO;
  }
}
