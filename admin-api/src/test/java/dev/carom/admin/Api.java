package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the API, as a tool would be: the JDK's, with a key. */
final class Api {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String base;
  private final String key;

  /** A client that has the key of the beginning. */
  Api(int port) {
    this("http://127.0.0.1:" + port, TestAdmin.KEY);
  }

  private Api(String base, String key) {
    this.base = base;
    this.key = key;
  }

  /** A client that has another key. */
  Api with(String other) {
    return new Api(base, other);
  }

  /** An answer, read. */
  record Reply(int status, HttpHeaders headers, String text) {

    /** The results of a bulk request. */
    List<JsonNode> lines() {
      return text.lines().<JsonNode>map(MAPPER::readTree).toList();
    }

    JsonNode json() {
      return MAPPER.readTree(text);
    }

    JsonNode data() {
      return json().get("data");
    }

    JsonNode meta() {
      return json().get("meta");
    }

    String header(String name) {
      return headers.firstValue(name).orElseThrow(() -> new AssertionError("no " + name));
    }

    /** Checks that this is a problem of a type, and returns it. */
    JsonNode problem(ProblemType type) {
      assertThat(text).contains("\"" + type.uri() + "\"");
      assertThat(status).isEqualTo(type.status());
      assertThat(header("content-type")).isEqualTo("application/problem+json");
      JsonNode problem = json();
      assertThat(problem.get("status").intValue()).isEqualTo(type.status());
      assertThat(problem.get("requestId").stringValue()).isEqualTo(header("x-request-id"));
      return problem;
    }

    /** The fields that a problem names, in its order. */
    List<String> fields(ProblemType type) {
      List<String> fields = new ArrayList<>();
      problem(type).get("errors").forEach(error -> fields.add(error.get("field").stringValue()));
      return fields;
    }

    /** What a problem says of a field. */
    String fieldDetail(String field) {
      for (JsonNode error : json().get("errors")) {
        if (error.get("field").stringValue().equals(field)) {
          return error.get("detail").stringValue();
        }
      }
      throw new AssertionError("no error names " + field + ": " + text);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + key);
  }

  Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Reply send(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  Reply get(String path) {
    return send("GET", path);
  }

  Reply delete(String path) {
    return send("DELETE", path);
  }

  Reply post(String body) {
    return post(LinkRoutes.LINKS, body);
  }

  Reply post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  Reply patch(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  /** Mints a link, and returns it. */
  JsonNode mint(String body) {
    Reply reply = post(body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.data();
  }

  /** The results of a bulk request. */
  List<JsonNode> bulk(String lines) {
    Reply reply = bulk(BodyPublishers.ofString(lines));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.lines();
  }

  Reply bulk(HttpRequest.BodyPublisher body) {
    return send(request(BulkRoute.BULK).header("Content-Type", "application/x-ndjson").POST(body));
  }

  static String path(JsonNode link) {
    return LinkRoutes.LINKS + "/" + link.get("id").stringValue();
  }
}
