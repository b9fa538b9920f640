package dev.carom.admin.edge;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Purges nginx with the module {@code ngx_cache_purge} and {@code infra/nginx/edge.conf}: {@code
 * GET /purge/HOST/CODE} drops what is cached by that key, and answers 200; where nothing is, 412,
 * or 404.
 */
record NginxPurger(PurgeCalls calls, List<URI> nodes) implements EdgePurger {

  @Override
  public void purge(List<EdgeObject> objects) {
    List<HttpRequest> requests = new ArrayList<>();
    for (EdgeObject object : objects) {
      if (object.foldsCase()) {
        // They are as many objects as there are spellings, and nobody knows which were asked for.
        throw new PurgeException(
            "nginx does not know the spellings of links on %s".formatted(object.host()));
      }
      for (URI node : nodes) {
        URI uri = node.resolve("/purge/%s/%s".formatted(object.host(), object.code()));
        requests.add(HttpRequest.newBuilder(uri).GET().build());
      }
    }
    calls.send(
        requests,
        answer ->
            switch (answer.statusCode()) {
              case 200, 404, 412 -> true;
              default -> false;
            });
  }

  @Override
  public void close() {
    calls.close();
  }
}
