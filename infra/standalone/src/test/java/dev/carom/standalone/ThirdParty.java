package dev.carom.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SBOM of a distribution, and THIRD-PARTY.md, which is written from it: {@code
 * infra/dist/third-party} runs this file as it is.
 */
final class ThirdParty {

  /** SPDX's names of licences that may be shipped, and whether they ask for their own text. */
  private static final Map<String, Boolean> ALLOWED =
      Map.of(
          "Apache-2.0", false,
          "BSD-2-Clause", true,
          "BSD-3-Clause", true,
          "CC0-1.0", false,
          "EPL-2.0", false,
          "LicenseRef-Public-Domain", false,
          "MIT", true,
          "MIT-0", false);

  /** What SPDX has no name for. */
  private static final Map<String, String> NAMES =
      Map.of("Public Domain", "LicenseRef-Public-Domain");

  private static final String HEAD =
      """
      # What others have written

      The distribution holds these libraries, unchanged, in `lib`. The table is generated from the distribution's `sbom.json` (CycloneDX) by `infra/dist/third-party`;
      licences are called as SPDX calls them. A test fails if the table is out of date, and if a library has none of the licences that it knows as allowed.

      - **Apache-2.0**: the text is [LICENSE](LICENSE), which is Carom's licence, too. NOTICE files are in the jars. Netty's jars are without theirs; it is in `licences/netty`, with the licences of what Netty has taken from others.
      - **MIT, BSD**: copyright and licence are in the jar (`META-INF`), or in `licences` under the library's name.
      - **EPL-2.0 OR LGPL-2.1-only** (logback): Carom takes it under EPL-2.0. It is unchanged, and its source code is available under EPL-2.0 at <https://github.com/qos-ch/logback>.
      - **Inside others' jars**: Bouncy Castle (MIT) in armeria, Protocol Buffers (BSD-3-Clause) in prometheus-metrics-exposition-formats and Brotli (MIT) in brotli4j's native jars, all three in `licences`; BoringSSL and parts of Tomcat Native in netty-tcnative-boringssl-static,
        FastDoubleParser and Schubfach (MIT) in jackson-core and SCRAM's client (BSD-2-Clause) in postgresql, whose licences these jars hold; what swagger-ui is bundled of, in its `*.LICENSE.txt`. `/docs` of the admin API loads nothing else, and nothing from elsewhere.

      Not in the distribution, but in the Maven artifacts that `carom up` and the tests take their servers from (`infra/embedded`): PostgreSQL (PostgreSQL, with OpenSSL 1.1, ICU, libxml2, libxslt, zlib, liblzma and OSSP uuid under their own licences) and Redis 6.2 (BSD-3-Clause: the last
      versions under it are 7.2.x). Carom passes neither on: Maven fetches them. The image (`infra/docker`) adds Ubuntu and a JRE (GPL-2.0 with the Classpath exception), whose licences are in it, in `/usr/share/doc` and `/opt/java/openjdk/legal`.

      | library | version | licence | where it is from |
      |---|---|---|---|
      """;

  private ThirdParty() {}

  /**
   * A jar in {@code lib}.
   *
   * @param name the artifact's, with its classifier if it has one
   * @param licences any of which may be chosen, by SPDX's names if it has them
   * @param page something about it, or else its source; empty if it does not say
   */
  record Component(
      String group,
      String name,
      String version,
      String purl,
      String sha256,
      List<String> licences,
      String page) {

    boolean isOwn() {
      return group.equals("dev.carom");
    }

    /** The name of the jar. */
    String file() {
      int end = purl.indexOf("classifier=");
      String classifier = end < 0 ? "" : "-" + purl.substring(end + 11).split("&", 2)[0];
      return name + "-" + version + classifier + ".jar";
    }

    boolean isAllowed() {
      return licences.stream().anyMatch(ALLOWED::containsKey);
    }

    /** Whether each licence that might be chosen wants its text to be passed on. */
    boolean asksForText() {
      return licences.stream()
          .filter(ALLOWED::containsKey)
          .allMatch(licence -> ALLOWED.getOrDefault(licence, true));
    }
  }

  /** Reads an SBOM. */
  static List<Component> components(Path sbom) throws IOException {
    List<Component> components = new ArrayList<>();
    for (JsonNode node : new JsonMapper().readTree(Files.readString(sbom)).get("components")) {
      components.add(
          new Component(
              node.get("group").asString(),
              node.get("name").asString(),
              node.get("version").asString(),
              node.get("purl").asString(),
              values(node.path("hashes"), "alg", "SHA-256", "content").findFirst().orElse(""),
              licences(node.path("licenses")),
              page(node.path("externalReferences"))));
    }
    return components;
  }

  private static List<String> licences(JsonNode nodes) {
    List<String> licences = new ArrayList<>();
    for (JsonNode node : nodes) {
      if (node.has("expression")) {
        licences.addAll(List.of(node.get("expression").asString().split(" OR ")));
      } else {
        JsonNode licence = node.get("license");
        String name = licence.path("id").asString(licence.path("name").asString(""));
        licences.add(NAMES.getOrDefault(name, name));
      }
    }
    return licences;
  }

  private static String page(JsonNode references) {
    return Stream.of("website", "vcs")
        .flatMap(type -> values(references, "type", type, "url"))
        .filter(url -> url.startsWith("http"))
        .findFirst()
        .orElse("");
  }

  /** A field of those nodes that have a certain value in another. */
  private static Stream<String> values(JsonNode nodes, String key, String value, String field) {
    return nodes
        .valueStream()
        .filter(node -> node.get(key).asString().equals(value))
        .map(node -> node.get(field).asString());
  }

  /** The text of THIRD-PARTY.md. */
  static String list(List<Component> components) {
    return components.stream()
        .filter(component -> !component.isOwn())
        .sorted(Comparator.comparing(Component::group).thenComparing(Component::file))
        .map(component ->
            "| %s:%s | %s | %s | %s |\n"
                .formatted(
                    component.group,
                    component.name,
                    component.version,
                    String.join(" OR ", component.licences),
                    component.page.isEmpty() ? "" : "<" + component.page + ">"))
        .distinct()
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** Writes the list: {@code SBOM FILE}. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[1]), list(components(Path.of(args[0]))));
  }
}
