package dev.carom.redirect;

import io.netty.handler.ssl.SslProvider;

class OpenSslTlsIT extends TlsContract {

  @Override
  SslProvider provider() {
    return SslProvider.OPENSSL_REFCNT;
  }
}
