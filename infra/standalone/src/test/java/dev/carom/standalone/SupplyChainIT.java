package dev.carom.standalone;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.standalone.ThirdParty.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a distribution says of what others have written, beside what is in it. */
class SupplyChainIT {

  private static final Pattern LICENCE =
      Pattern.compile("(?i)([^/]+/)?(LICEN[CS]E|COPYING|COPYRIGHT)([.-].*)?");

  @TempDir private static Path folder;
  private static Distribution dist;
  private static List<Component> components;

  @BeforeAll
  static void unpack() throws Exception {
    dist = Distribution.unpack(folder.resolve("carom"));
    Path sbom = dist.folder().resolve("sbom.json");
    assertThat(sbom).as("the SBOM, which mvn -o does not make: build without -o").exists();
    components = ThirdParty.components(sbom);
  }

  private static Map<String, String> digests(Path jars) throws Exception {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        digests.put(jar.getFileName().toString(), HexFormat.of().formatHex(digest));
      }
    }
    return digests;
  }

  @Test
  void theSbomHasEveryJarAndNothingElse() throws Exception {
    Map<String, String> listed =
        components.stream().collect(toMap(Component::file, c -> c.sha256()));
    assertThat(listed)
        .as("the SBOM's digests (after mvn -o it is that of an earlier build)")
        .containsExactlyInAnyOrderEntriesOf(digests(dist.folder().resolve("lib")));
    assertThat(components).hasSizeGreaterThan(50);
    for (Component component : components) {
      assertThat(component.purl())
          .startsWith(
              "pkg:maven/%s/%s@%s?"
                  .formatted(component.group(), component.name(), component.version()));
    }
  }

  @Test
  void everyLibraryIsOnTheListAndHasAnAllowedLicence() throws IOException {
    assertThat(components.stream().filter(component -> !component.isAllowed())).isEmpty();
    assertThat(dist.read("THIRD-PARTY.md"))
        .as("the list, which infra/dist/third-party writes anew")
        .isEqualTo(ThirdParty.list(components));
  }

  @Test
  void theTextsThatLicencesAskForArePassedOn() throws IOException {
    List<String> without = new ArrayList<>();
    for (Component component : components) {
      try (JarFile jar =
          new JarFile(dist.folder().resolve("lib").resolve(component.file()).toFile())) {
        boolean has =
            jar.stream().anyMatch(entry -> LICENCE.matcher(entry.getName()).matches())
                || Files.exists(
                    dist.folder().resolve("licences").resolve(component.name() + ".txt"));
        if (component.asksForText() && !has) {
          without.add(component.file());
        }
      }
    }
    assertThat(without).isEmpty();
  }

  /** Every version stands in the parent; Maven's own rule sees to plugins that have none. */
  @Test
  void modulesNameNoVersions() throws Exception {
    List<String> named = new ArrayList<>();
    List<Path> poms;
    try (Stream<Path> all =
        Files.find(Distribution.ROOT, 3, (file, _) -> file.endsWith("pom.xml"))) {
      poms = all.filter(pom -> !pom.equals(Distribution.ROOT.resolve("pom.xml"))).toList();
    }
    for (Path pom : poms) {
      NodeList versions =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(pom.toFile())
              .getElementsByTagName("version");
      for (int i = 0; i < versions.getLength(); i++) {
        Element owner = (Element) versions.item(i).getParentNode();
        if (!owner.getTagName().equals("parent")) {
          named.add(pom + ": " + owner.getTextContent().strip().replaceAll("\\s+", " "));
        }
      }
    }
    assertThat(poms).hasSizeGreaterThanOrEqualTo(7);
    assertThat(named).isEmpty();
  }
}
