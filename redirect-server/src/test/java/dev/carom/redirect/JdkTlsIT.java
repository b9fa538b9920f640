package dev.carom.redirect;

import io.netty.handler.ssl.SslProvider;

class JdkTlsIT extends TlsContract {

  @Override
  SslProvider provider() {
    return SslProvider.JDK;
  }
}
