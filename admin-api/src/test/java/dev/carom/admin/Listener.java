package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who listens, as browsers do. */
final class Listener implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** One event, or a place alone. */
  record Event(String type, String data, String id) {

    JsonNode json() {
      return MAPPER.readTree(data);
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  Listener(Api server, String query, @Nullable String lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = server.request(EventRoute.EVENTS + query);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    response = client.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  static Listener from(Api server, @Nullable String lastEventId) throws Exception {
    return new Listener(server, "", lastEventId);
  }

  /** Returns what comes next; null if the stream has ended. */
  @Nullable Event next() throws IOException {
    String type = "";
    String data = "";
    String id = "";
    while (true) {
      String line = lines.readLine();
      if (line == null) {
        return null;
      } else if (line.isEmpty()) {
        return new Event(type, data, id);
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      }
    }
  }

  /** Returns the next event of a type. */
  Event next(String type) throws IOException {
    while (true) {
      Event event = next();
      if (event == null) {
        throw new AssertionError("the stream has ended");
      }
      if (event.type.equals(type)) {
        return event;
      }
    }
  }

  @Override
  public void close() throws IOException {
    response.body().close();
    client.shutdownNow();
  }
}
