package dev.carom.admin;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object, read to the letter of RFC 8259: UTF-8 and nothing else, one value and nothing
 * after it, each name once.
 *
 * @param properties its properties in their order
 */
record JsonObject(Map<String, JsonNode> properties) {

  private static final int MAX_QUOTED = 64;

  JsonObject {
    properties = Collections.unmodifiableMap(properties);
  }

  /**
   * Reads one object.
   *
   * @param refusal the type of the problem with JSON of another kind
   * @throws ProblemException if the bytes are no JSON, or JSON of another kind
   */
  static JsonObject parse(byte[] utf8, ProblemType refusal) {
    try (JsonParser parser = Json.MAPPER.createParser(decode(utf8))) {
      if (parser.nextToken() == null) {
        throw unreadable("The body is empty; send a JSON object");
      }
      JsonObject object = parser.currentToken() == JsonToken.START_OBJECT ? read(parser, "") : null;
      if (object == null) {
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw unreadable("Only one JSON object may be sent" + at(parser.currentTokenLocation()));
      }
      if (object == null) {
        throw new ProblemException(new Problem(refusal, "The body must be a JSON object"));
      }
      return object;
    } catch (StreamConstraintsException e) {
      throw unreadable("The body nests too deeply, or has too long a number or name");
    } catch (JacksonException e) {
      throw unreadable("The body is not valid JSON" + at(e.getLocation()));
    }
  }

  /** Quotes a name that a client chose, shortened to what a message can bear. */
  static String quote(String name) {
    return name.length() <= MAX_QUOTED ? name : name.substring(0, MAX_QUOTED) + "…";
  }

  /**
   * @param within what names within this object begin with, in a problem
   */
  private static JsonObject read(JsonParser parser, String within) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      JsonNode value =
          parser.currentToken() == JsonToken.START_OBJECT
              ? tree(read(parser, within + name + "."))
              : parser.readValueAsTree();
      if (properties.putIfAbsent(name, value) != null) {
        throw new ProblemException(
            new Problem(ProblemType.UNREADABLE_BODY, quote(within + name), "must be given once"));
      }
    }
    return new JsonObject(properties);
  }

  private static JsonNode tree(JsonObject object) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    object.properties.forEach(node::set);
    return node;
  }

  /** Returns the object without one of its properties. */
  JsonObject without(String name) {
    Map<String, JsonNode> others = new LinkedHashMap<>(properties);
    others.remove(name);
    return new JsonObject(others);
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable("The body is not valid UTF-8");
    }
  }

  private static String at(TokenStreamLocation location) {
    return " (at character %d)".formatted(location.getCharOffset());
  }

  private static ProblemException unreadable(String detail) {
    return new ProblemException(new Problem(ProblemType.UNREADABLE_BODY, detail));
  }
}
