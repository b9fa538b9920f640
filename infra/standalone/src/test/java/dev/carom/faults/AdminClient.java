package dev.carom.faults;

import dev.carom.faults.Operation.Outcome;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tool that changes links through an admin API. Usable by any thread.
 *
 * @param more what it says of links that it mints, as JSON after what it always says
 */
record AdminClient(CaromProcess server, String more) {

  AdminClient(CaromProcess server) {
    this(server, "");
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final String LINKS = "/api/v1/links";

  /** What is known of a request. */
  sealed interface Sent {

    /** It was done, and followers everywhere are told so. */
    record Done(JsonNode link) implements Sent {}

    /** It was refused, and nothing has happened. */
    record Refused(int status) implements Sent {}

    /** It may have been done, or may be yet. */
    record Unknown(String why) implements Sent {}

    default Outcome outcome() {
      return switch (this) {
        case Done _ -> Outcome.ACKNOWLEDGED;
        case Refused _ -> Outcome.REFUSED;
        case Unknown _ -> Outcome.UNKNOWN;
      };
    }
  }

  /**
   * Mints a link.
   *
   * @param code the one to choose, or "" for any
   */
  Sent mint(String url, String code, Duration patience) {
    String chosen = code.isEmpty() ? "" : ",\"code\":\"%s\"".formatted(code);
    return send("POST", LINKS, "{\"url\":\"%s\"%s%s}".formatted(url, chosen, more), patience);
  }

  Sent edit(String id, String url, Duration patience) {
    return send("PATCH", LINKS + "/" + id, "{\"url\":\"%s\"}".formatted(url), patience);
  }

  Sent delete(String id, Duration patience) {
    return send("DELETE", LINKS + "/" + id, "", patience);
  }

  private Sent send(String method, String path, String json, Duration patience) {
    int port = server.port();
    HttpConnection connection;
    try {
      if (port == 0) {
        return new Sent.Refused(0);
      }
      connection = HttpConnection.open(port, patience);
    } catch (IOException _) {
      return new Sent.Refused(0);
    }
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    try (connection) {
      HttpConnection.Reply reply = connection.ask(method, path, Cluster.KEY, type, json);
      int status = reply.status();
      if (status == 200 || status == 201) {
        return new Sent.Done(JSON.readTree(reply.body()).get("data"));
      }
      return status < 500 ? new Sent.Refused(status) : new Sent.Unknown("status " + status);
    } catch (IOException e) {
      return new Sent.Unknown(String.valueOf(e.getMessage()));
    }
  }
}
