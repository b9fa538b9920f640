package dev.carom.admin.edge;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;

/**
 * Purges Varnish with {@code infra/varnish/carom.vcl}, which bans what has one of the keys that a
 * request with the method PURGE names.
 */
record VarnishPurger(PurgeCalls calls, List<URI> nodes) implements EdgePurger {

  private static final int MOST_KEYS = 50;

  @Override
  public void purge(List<EdgeObject> objects) {
    List<HttpRequest> requests = new ArrayList<>();
    for (List<String> keys : Batches.of(objects, MOST_KEYS)) {
      for (URI node : nodes) {
        requests.add(
            HttpRequest.newBuilder(node.resolve("/"))
                .method("PURGE", BodyPublishers.noBody())
                .header("Surrogate-Key", String.join(" ", keys))
                .build());
      }
    }
    calls.send(requests, answer -> answer.statusCode() == 200);
  }

  @Override
  public void close() {
    calls.close();
  }
}
