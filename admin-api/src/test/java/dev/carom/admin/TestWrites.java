package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes to be asked for with an {@code Idempotency-Key}, of things that nobody else changes. */
final class TestWrites {

  static final String REPLAYED = "idempotency-replayed";
  static final String LINK = "{\"url\": \"https://example.com/\"}";

  private static final String NEW_WORKSPACE = "{\"name\": \"of a test\"}";

  private final Api api;

  TestWrites(Api api) {
    this.api = api;
  }

  /** A request for a change. */
  record Write(Api api, String method, String path, @Nullable String body) {

    /** As a client without a key of this kind sends it. */
    HttpRequest.Builder plain() {
      return api.request(path)
          .header("Content-Type", "application/json")
          .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    HttpRequest.Builder request(String key) {
      return plain().header("Idempotency-Key", key);
    }

    Api.Reply send(String key) {
      return api.send(request(key));
    }

    /** The same by another client. */
    Write by(Api other) {
      return new Write(other, method, path, body);
    }
  }

  Write write(String method, String path, @Nullable String body) {
    return new Write(api, method, path, body);
  }

  Write mint(String body) {
    return write("POST", LinkRoutes.LINKS, body);
  }

  Write mintWithCode() {
    return mint("{\"url\": \"https://example.com/\", \"code\": \"%s\"}".formatted(word()));
  }

  Write edit(String path, String url) {
    return write("PATCH", path, "{\"url\": \"%s\"}".formatted(url));
  }

  static String word() {
    return UUID.randomUUID().toString();
  }

  String link() {
    return Api.path(api.mint(LINK));
  }

  String make(String path, String body) {
    Api.Reply reply = api.post(path, body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.header("location");
  }

  static String newDomain() {
    return "{\"host\": \"%s.example\"}".formatted(word());
  }

  private static String newEntry() {
    return "{\"pattern\": \"%s.example\", \"reason\": \"spam\"}".formatted(word());
  }

  static String newKey() {
    return "{\"name\": \"of a test\", \"role\": \"viewer\"}";
  }

  private String edited() {
    String path = link();
    assertThat(api.patch(path, "{\"redirectStatus\": 307}").status()).isEqualTo(200);
    return path;
  }

  /** A change by each route that makes any. */
  Map<String, Supplier<Write>> all() {
    Map<String, Supplier<Write>> writes = new HashMap<>();
    writes.put("POST " + LinkRoutes.LINKS, this::mintWithCode);
    writes.put("PATCH " + LinkRoutes.LINK, () -> edit(link(), "https://example.com/2"));
    writes.put("DELETE " + LinkRoutes.LINK, () -> write("DELETE", link(), null));
    writes.put(
        "POST " + BlockRoutes.BLOCK,
        () -> write("POST", link() + "/block", "{\"reason\": \"spam\"}"));
    writes.put("POST " + BlockRoutes.UNBLOCK, () -> write("POST", link() + "/unblock", null));
    writes.put(
        "POST " + HistoryRoutes.ROLL_BACK,
        () -> write("POST", edited() + "/rollback", "{\"version\": 0}"));
    String entries = BlocklistRoutes.BLOCKLIST;
    writes.put("POST " + entries, () -> write("POST", entries, newEntry()));
    writes.put(
        "DELETE " + BlocklistRoutes.ENTRY, () -> write("DELETE", make(entries, newEntry()), null));
    String domains = DomainRoutes.DOMAINS;
    writes.put("POST " + domains, () -> write("POST", domains, newDomain()));
    writes.put(
        "PATCH " + DomainRoutes.DOMAIN,
        () -> write("PATCH", make(domains, newDomain()), "{\"rootUrl\": null}"));
    writes.put(
        "DELETE " + DomainRoutes.DOMAIN, () -> write("DELETE", make(domains, newDomain()), null));
    String keys = KeyRoutes.KEYS;
    writes.put("POST " + keys, () -> write("POST", keys, newKey()));
    writes.put(
        "POST " + KeyRoutes.ROTATE, () -> write("POST", make(keys, newKey()) + "/rotate", null));
    writes.put("DELETE " + KeyRoutes.KEY, () -> write("DELETE", make(keys, newKey()), null));
    String workspaces = WorkspaceRoutes.WORKSPACES;
    writes.put("POST " + workspaces, () -> write("POST", workspaces, NEW_WORKSPACE));
    writes.put(
        "PATCH " + WorkspaceRoutes.WORKSPACE,
        () -> write("PATCH", make(workspaces, NEW_WORKSPACE), "{\"name\": \"renamed\"}"));
    writes.put(
        "DELETE " + WorkspaceRoutes.WORKSPACE,
        () -> write("DELETE", make(workspaces, NEW_WORKSPACE), null));
    return writes;
  }

  /** What is the same in every answer: all but how long the servers were waited for. */
  private static String text(Api.Reply reply) {
    return reply.text().replaceAll("\"waitedMillis\":\\d+", "");
  }

  static void assertRepeats(Api.Reply first, Api.Reply again) {
    assertThat(first.status()).as(first.text()).isBetween(200, 201);
    assertThat(again.status()).as(again.text()).isEqualTo(first.status());
    assertThat(again.header(REPLAYED)).isEqualTo("true");
    assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
    for (String field : List.of("location", "etag", "content-type")) {
      assertThat(again.headers().allValues(field)).isEqualTo(first.headers().allValues(field));
    }
    assertThat(text(again))
        .isEqualTo(first.text().contains("\"key\":") ? kept(first) : text(first));
  }

  /** What is kept of an answer with a secret. */
  private static String kept(Api.Reply first) {
    return text(first).replaceFirst("\"key\":\"[^\"]+\"", "\"keyOmitted\":true");
  }

  /** What a client that minds nothing sends to mint a link. */
  static String rawMint(String key, String body) {
    return """
    POST %s HTTP/1.1\r
    Host: x\r
    Connection: close\r
    Authorization: Bearer %s\r
    Idempotency-Key: %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(LinkRoutes.LINKS, TestAdmin.KEY, key, body.length(), body);
  }
}
