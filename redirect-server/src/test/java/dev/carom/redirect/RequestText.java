package dev.carom.redirect;

import java.util.random.RandomGenerator;

/** Writes requests by chance: plain ones, and ones that are odd in one way or in several. */
final class RequestText {

  private static final String[] PLAIN_CODES = {
    "hit",
    "hit",
    "hit",
    "a",
    SampleLinks.CODE_OF_64,
    "301",
    "307",
    "308",
    "soon",
    "expired",
    "later",
    "started",
    "over",
    "edge",
    "edge-soon",
    "gone",
    "blocked",
    "absent"
  };
  private static final String[] PLAIN_FIELDS = {
    "Connection: keep-alive",
    "connection: Keep-Alive",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
    "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding: gzip, deflate, br",
    "Cookie: a=\"b\"; c=d",
    "Upgrade-Insecure-Requests: 1",
    "X-Forwarded-For:10.0.0.1",
    "x-forwarded-for: 10.0.0.2,\t192.0.2.1 ",
    "Referer: https://news.example/a?b",
    "X-Country: NZ",
    "Referer:\t https://news.example.org/ \t",
    "X-Empty:",
    "X-Obs: \u0080\u00E4\u00FF",
    "X-Tab: a\tb",
    "!#$%&'*+-.^_`|~: x"
  };
  private static final String[] ODD_TARGETS = {
    "/",
    "/robots.txt",
    "/robots.txt?hit",
    "/hit/",
    "//hit",
    "/hit/a",
    "/a.b",
    "/%68it",
    "/hit%",
    "/%zz",
    "/hit%00",
    "/hit#a",
    "/hit?a#b",
    "/hit?",
    "/hit??/?",
    "/" + SampleLinks.CODE_OF_64 + "x",
    "*",
    "hit",
    "go.example:443",
    "http://go.example/hit",
    "HTTPS://go.example:8080/hit?a",
    "http://go.example",
    "http:///hit",
    "http://user@go.example/hit",
    "http://go.example:x/hit",
    "ftp://go.example/hit",
    "",
    "/hit a",
    "/hit?a b",
    "/hit\u00E4",
    "/hit?\u00FF"
  };
  private static final String[] ODD_FIELDS = {
    "Connection: close",
    "Connection: keep-alive, close",
    "Connection: close, TE",
    "Connection: TE",
    "Connection: upgrade",
    "Connection: keep-alive\r\nConnection: close",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 0",
    "Connection:",
    "Connection: keep-alive,",
    "Connection: keep-alive, keep-alive",
    "Connection: keep-alivex",
    "Proxy-Connection: close",
    "Content-Length: 0",
    "Content-Length: 00",
    "Content-Length: 5",
    "Content-Length: +1",
    "Content-Length: 0x1",
    "Content-Length: 1, 1",
    "Content-Length:",
    "Content-Length: 18446744073709551616",
    "content-lengtH: 0",
    "Transfer-Encoding: chunked",
    "transfer-encoding:\tCHUNKED",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding:",
    "Transfer-Encoding : chunked",
    "Transfer_Encoding: chunked",
    "Upgrade: h2c",
    "Upgrade: websocket",
    "HTTP2-Settings: AAMAAABkAAQAAP__",
    "Expect: 100-continue",
    "Expect: tea",
    "Host: other.example",
    "host:",
    "Host : go.example",
    "Hosts: go.example",
    "TE: trailers",
    "Trailer: A",
    "Keep-Alive: timeout=5",
    "no colon",
    ": no name",
    "a b: c",
    "a : b",
    " folded",
    "\tfolded",
    "a: b\n c: d",
    "a: b\rc",
    "a: \u0000",
    "a: \u007F",
    "a\u0000: b",
    "a(: b",
    "\u00E4: b",
    "a: b\r"
  };
  private static final String[] ODD_HOSTS = {
    "Host: go.example:8080",
    "Host: two.example",
    "Host: Two.Example.:80",
    "Host: fold.example",
    "HOST:FOLD.EXAMPLE",
    "Host: [::1]:80",
    "host:go.example",
    "HOST:\t go.example\t ",
    "Host: a,b",
    "Host: a-._~%41!$&'()*+;=",
    "Host:",
    "Host: a b",
    "Host: a/b",
    "Host: user@a",
    "Host: a:b",
    "Host: [::1",
    "Host: %zz",
    "Host: a\u0000",
    "Host: \u00E4",
    "Host: go.example\r\nHost: go.example",
    "X: y"
  };
  private static final String[] ODD_METHODS = {
    "POST", "PUT", "OPTIONS", "CONNECT", "TRACE", "get", "GETT", "GE", "BREW", "HEADS", "G(T", ""
  };
  private static final String[] ODD_VERSIONS = {
    "HTTP/1.0",
    "HTTP/1.0",
    "HTTP/1.2",
    "HTTP/2.0",
    "HTTP/0.9",
    "http/1.1",
    "HTTP/1.10",
    "HTTP/1.1 ",
    "HTTP/11",
    "XTTP/1.1",
    ""
  };
  private static final String[] BETWEEN = {
    "\r\n", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r", " ", "\u0000", "0\r\n\r\n", "hello"
  };

  private static final String[] CONFUSING =
      CorpusCase.all()
          .map(CorpusCase::bytes)
          .filter(bytes -> bytes.length() < 1000)
          .toArray(String[]::new);

  private final RandomGenerator random;
  private final double oddity;
  private final double misses;
  private final double longTargets;
  private final String missSuffix;

  /**
   * @param oddity how probable each kind of oddity is in a request
   * @param misses how probable it is that a request asks for what is not in L1
   * @param longTargets how probable it is that a plain request asks for the longest target
   * @param missSuffix makes codes that are not in L1 different from other streams'
   */
  RequestText(
      RandomGenerator random, double oddity, double misses, double longTargets, String missSuffix) {
    this.random = random;
    this.oddity = oddity;
    this.misses = misses;
    this.longTargets = longTargets;
    this.missSuffix = missSuffix;
  }

  /** Returns a request, or several: a case of the corpus. */
  String next() {
    if (odd()) {
      return pick(CONFUSING);
    }
    StringBuilder text = new StringBuilder(odd() ? pick(BETWEEN) : "");
    text.append(odd() ? pick(ODD_METHODS) : random.nextInt(4) == 0 ? "HEAD" : "GET")
        .append(random.nextDouble() < oddity / 10 ? "  " : " ")
        .append(target())
        .append(' ')
        .append(odd() ? pick(ODD_VERSIONS) : "HTTP/1.1")
        .append("\r\n");
    int fields = random.nextInt(6);
    int host = random.nextInt(fields + 1);
    for (int i = 0; i <= fields; i++) {
      text.append(i == host ? host() : field()).append("\r\n");
    }
    if (random.nextDouble() < oddity / 20) {
      text.append("x: y\r\n".repeat(random.nextInt(1000, 6000)));
    }
    return text.append("\r\n")
        .append(random.nextDouble() < oddity * oddity ? "0\r\n\r\nbody" : "")
        .toString();
  }

  private String target() {
    if (random.nextDouble() < misses) {
      return "/" + (random.nextInt(4) == 0 ? "fail" : "miss") + missSuffix + random.nextInt(10);
    }
    if (odd()) {
      return pick(ODD_TARGETS);
    }
    String path = "/" + (random.nextDouble() < longTargets ? "long" : pick(PLAIN_CODES));
    return switch (random.nextInt(40)) {
      case 0 -> path + "?" + "q".repeat(random.nextInt(300));
      case 1, 2, 3, 4 -> path + "?utm_source=a&b=%20/?:@";
      case 5 -> odd() ? path + "?" + "q".repeat(random.nextInt(7900, 8300)) : path + "?";
      default -> path;
    };
  }

  private String host() {
    return odd() ? pick(ODD_HOSTS) : "Host: go.example";
  }

  private String field() {
    return odd() ? pick(ODD_FIELDS) : pick(PLAIN_FIELDS);
  }

  private boolean odd() {
    return random.nextDouble() < oddity;
  }

  private String pick(String[] texts) {
    return texts[random.nextInt(texts.length)];
  }
}
