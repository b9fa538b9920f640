package dev.carom.admin.edge;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Purges Cloudflare by cache tags: {@code POST /client/v4/zones/ZONE/purge_cache} (Cloudflare API,
 * “Purge Cached Content”), which takes 100 tags at most.
 */
record CloudflarePurger(PurgeCalls calls, URI api, List<String> zones, String token)
    implements EdgePurger {

  private static final int MOST_TAGS = 100;
  private static final JsonMapper MAPPER = new JsonMapper();

  @Override
  public void purge(List<EdgeObject> objects) {
    List<HttpRequest> requests = new ArrayList<>();
    for (List<String> keys : Batches.of(objects, MOST_TAGS)) {
      byte[] body = MAPPER.writeValueAsBytes(Map.of("tags", keys));
      for (String zone : zones) {
        requests.add(
            HttpRequest.newBuilder(api.resolve("/client/v4/zones/%s/purge_cache".formatted(zone)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
      }
    }
    calls.send(requests, CloudflarePurger::isDone);
  }

  private static boolean isDone(HttpResponse<byte[]> answer) {
    try {
      return answer.statusCode() == 200
          && MAPPER.readTree(answer.body()).path("success").asBoolean(false);
    } catch (JacksonException _) {
      return false;
    }
  }

  @Override
  public void close() {
    calls.close();
  }

  @Override
  public String toString() {
    return "Cloudflare" + zones;
  }
}
