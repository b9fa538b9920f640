package dev.carom.admin.edge;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;

/**
 * Purges Fastly by surrogate keys: {@code POST /service/SERVICE/purge} (Fastly API, “Purge multiple
 * surrogate key tags”), which takes 256 keys at most.
 */
record FastlyPurger(PurgeCalls calls, URI api, List<String> services, String token)
    implements EdgePurger {

  private static final int MOST_KEYS = 256;

  @Override
  public void purge(List<EdgeObject> objects) {
    List<HttpRequest> requests = new ArrayList<>();
    for (List<String> keys : Batches.of(objects, MOST_KEYS)) {
      for (String service : services) {
        requests.add(
            HttpRequest.newBuilder(api.resolve("/service/%s/purge".formatted(service)))
                .header("Fastly-Key", token)
                .header("Accept", "application/json")
                .header("Surrogate-Key", String.join(" ", keys))
                .POST(BodyPublishers.noBody())
                .build());
      }
    }
    calls.send(requests, answer -> answer.statusCode() == 200);
  }

  @Override
  public void close() {
    calls.close();
  }

  @Override
  public String toString() {
    return "Fastly" + services;
  }
}
