package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig.Transport;

class EpollRedirectServerIT extends RedirectServerContract {

  @Override
  Transport transport() {
    return Transport.EPOLL;
  }
}
