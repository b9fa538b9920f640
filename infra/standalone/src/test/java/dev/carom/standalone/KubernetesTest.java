package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import dev.carom.admin.AdminMain;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That {@code infra/kubernetes} is what Kubernetes takes, and what the servers are. */
class KubernetesTest {

  private static final Path FOLDER = Distribution.ROOT.resolve("infra/kubernetes");
  private static final Path BASE = FOLDER.resolve("base");
  private static final String NAME = "app.kubernetes.io/name";

  private static List<Yaml> resources() throws IOException {
    List<Yaml> all = new ArrayList<>();
    for (String file : kustomization(BASE).at("resources").names()) {
      all.addAll(Yaml.read(BASE.resolve(file)));
    }
    return all;
  }

  private static Yaml kustomization(Path folder) throws IOException {
    return Yaml.read(folder.resolve("kustomization.yaml")).getFirst();
  }

  private static List<Yaml> of(String kind) throws IOException {
    return resources().stream().filter(it -> it.at("kind").text().equals(kind)).toList();
  }

  private static Yaml one(String kind, String name) throws IOException {
    return of(kind).stream()
        .filter(it -> it.at("metadata", "name").text().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind + " " + name));
  }

  private static List<Yaml> workloads() throws IOException {
    return Stream.of(of("StatefulSet"), of("Deployment"), of("Job")).flatMap(List::stream).toList();
  }

  private static Yaml container(Yaml workload) {
    List<Yaml> containers = workload.at("spec", "template", "spec", "containers").items();
    assertThat(containers).hasSize(1);
    return containers.getFirst();
  }

  @Test
  void kubernetesKnowsEveryField() throws Exception {
    for (Yaml resource : resources()) {
      String version =
          resource.at("apiVersion").text().replaceAll(".*/", "").toUpperCase(Locale.ROOT);
      Class<?> model =
          Class.forName(
              "io.kubernetes.client.openapi.models." + version + resource.at("kind").text());
      // Throws where a field is unknown, missing, or of another type.
      model
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, new Gson().toJsonTree(resource.value()));
    }
  }

  @Test
  void everyFileIsApplied() throws IOException {
    try (Stream<Path> files = Files.list(BASE)) {
      assertThat(kustomization(BASE).at("resources").names())
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> !file.equals("kustomization.yaml"))
                  .toList());
    }
    Path production = FOLDER.resolve("overlays/production");
    for (Yaml patch : kustomization(production).at("patches").items()) {
      Yaml patched = Yaml.read(production.resolve(patch.at("path").text())).getFirst();
      one(patched.at("kind").text(), patched.at("metadata", "name").text());
    }
  }

  /**
   * By what the servers' own reading of it says: unknown variables and wrong values are refused.
   */
  @Test
  void everyServerIsConfigured() throws IOException {
    for (String patch : List.of("", "settings.yaml", "redirect.yaml")) {
      Yaml more =
          patch.isEmpty()
              ? new Yaml(Map.of())
              : Yaml.read(FOLDER.resolve("overlays/production").resolve(patch)).getFirst();
      Configuration redirect =
          configuration("StatefulSet", "carom-redirect", more, RedirectMain.CONFIGURATION);
      assertThat(redirect.get(RedirectConfig.class).port())
          .isEqualTo(port("StatefulSet", "carom-redirect", "http"));
      assertThat(redirect.get(RedirectConfig.class).host()).isEqualTo("0.0.0.0");
      assertThat(redirect.get(OpsConfig.class).port())
          .isEqualTo(port("StatefulSet", "carom-redirect", "ops"));
      Configuration admin =
          configuration("Deployment", "carom-admin", more, AdminMain.CONFIGURATION);
      assertThat(admin.get(AdminConfig.class).port())
          .isEqualTo(port("Deployment", "carom-admin", "http"));
      assertThat(admin.get(OpsConfig.class).port())
          .isEqualTo(port("Deployment", "carom-admin", "ops"));
      var _ = configuration("Job", "carom-migrate", more, List.of(PostgresConfig.class));
    }
  }

  private static int port(String kind, String name, String port) throws IOException {
    return container(one(kind, name)).at("ports").items().stream()
        .filter(it -> it.at("name").text().equals(port))
        .mapToInt(it -> it.at("containerPort").number())
        .findFirst()
        .orElseThrow();
  }

  private static Configuration configuration(
      String kind, String name, Yaml more, List<Class<? extends ComponentConfig>> needed)
      throws IOException {
    Map<String, String> variables = new HashMap<>(Dockerfile.read().environment());
    Yaml container = container(one(kind, name));
    for (Yaml from : container.at("envFrom").items()) {
      Yaml data = one("ConfigMap", from.at("configMapRef", "name").text()).at("data");
      data.names().forEach(key -> variables.put(key, data.at(key).text()));
    }
    Yaml data = more.at("data");
    data.names().forEach(key -> variables.put(key, data.at(key).text()));
    List<Yaml> own = new ArrayList<>(container.at("env").items());
    if (more.at("kind").text().equals(kind)) {
      own.addAll(container(more).at("env").items());
    }
    for (Yaml variable : own) {
      Yaml secret = variable.at("valueFrom", "secretKeyRef");
      variables.put(
          variable.at("name").text(),
          secret.isThere() ? secret(secret) : variable.at("value").text());
    }
    return Configuration.load(
        List.of(), variables, Program.RESERVED_VARIABLES, Program.with(needed, OpsConfig.class));
  }

  private static String secret(Yaml reference) throws IOException {
    String key = reference.at("key").text();
    // What docs/operations.md has people make.
    assertThat(Files.readString(Distribution.ROOT.resolve("docs/operations.md")))
        .contains("create secret generic " + reference.at("name").text())
        .contains("--from-literal=%s=".formatted(key));
    return key.equals("redis-url")
        ? "redis://redis.example:6379"
        : "a secret".repeat(8).replace(' ', '-');
  }

  @Test
  void nobodyHasMoreRightsThanNeeded() throws IOException {
    assertThat(workloads()).hasSize(3);
    assertThat(of("Secret")).isEmpty();
    for (Yaml workload : workloads()) {
      Yaml pod = workload.at("spec", "template", "spec");
      assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
      assertThat(
              pod.at("securityContext", "runAsUser").text()
                  + ":"
                  + pod.at("securityContext", "runAsGroup").text())
          .isEqualTo(Dockerfile.read().only("USER"));
      assertThat(pod.at("securityContext", "seccompProfile", "type").text())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
      var _ = one("ServiceAccount", pod.at("serviceAccountName").text());
      Yaml security = container(workload).at("securityContext");
      assertThat(security.at("allowPrivilegeEscalation").value()).isEqualTo(false);
      assertThat(security.at("readOnlyRootFilesystem").value()).isEqualTo(true);
      assertThat(security.at("capabilities", "drop").names()).containsExactly("ALL");
      assertThat(container(workload).at("resources", "limits", "memory").isThere()).isTrue();
      assertThat(container(workload).at("resources", "requests").names()).contains("cpu", "memory");
    }
  }

  @Test
  void whatIsWrittenToIsMounted() throws IOException {
    for (Yaml workload : workloads()) {
      Map<String, String> mounts = new LinkedHashMap<>();
      container(workload)
          .at("volumeMounts")
          .items()
          .forEach(it -> mounts.put(it.at("mountPath").text(), it.at("name").text()));
      List<String> volumes = new ArrayList<>();
      workload
          .at("spec", "template", "spec", "volumes")
          .items()
          .forEach(it -> volumes.add(it.at("name").text()));
      workload
          .at("spec", "volumeClaimTemplates")
          .items()
          .forEach(it -> volumes.add(it.at("metadata", "name").text()));
      assertThat(mounts.values()).containsExactlyInAnyOrderElementsOf(volumes);
      assertThat(mounts).containsKeys("/tmp", Dockerfile.read().only("VOLUME"));
    }
    Yaml redirect = one("StatefulSet", "carom-redirect");
    assertThat(redirect.at("spec", "volumeClaimTemplates").items())
        .extracting(it -> it.at("metadata", "name").text())
        .containsExactly("state");
  }

  @Test
  void selectorsFindTheirPods() throws IOException {
    List<String> names =
        workloads().stream()
            .map(it -> it.at("spec", "template", "metadata", "labels", NAME).text())
            .toList();
    for (Yaml service : of("Service")) {
      assertThat(names).contains(service.at("spec", "selector", NAME).text());
      assertThat(service.at("spec", "ports").items())
          .allMatch(port -> List.of("http", "ops").contains(port.at("targetPort").text()));
    }
    var _ = one("Service", one("StatefulSet", "carom-redirect").at("spec", "serviceName").text());
    for (String server : List.of("carom-redirect", "carom-admin")) {
      assertThat(
              one("PodDisruptionBudget", server).at("spec", "selector", "matchLabels", NAME).text())
          .isEqualTo(server);
      Yaml scaler = one("HorizontalPodAutoscaler", server).at("spec");
      Yaml scaled =
          one(
              scaler.at("scaleTargetRef", "kind").text(),
              scaler.at("scaleTargetRef", "name").text());
      // Else whoever applies it again undoes what the scaler did.
      assertThat(scaled.at("spec", "replicas").isThere()).isFalse();
      assertThat(scaler.at("minReplicas").number()).isGreaterThan(1);
      assertThat(scaled.at("spec", "selector", "matchLabels", NAME).text()).isEqualTo(server);
      assertThat(scaled.at("spec", "template", "spec", "topologySpreadConstraints").items())
          .allMatch(it -> it.at("labelSelector", "matchLabels", NAME).text().equals(server))
          .anyMatch(it -> it.at("topologyKey").text().equals("topology.kubernetes.io/zone"));
    }
    for (Yaml policy : of("NetworkPolicy")) {
      Yaml labels = policy.at("spec", "podSelector", "matchLabels");
      assertThat(
              labels.at(NAME).isThere()
                  ? names.contains(labels.at(NAME).text())
                  : labels.at("app.kubernetes.io/part-of").text().equals("carom"))
          .isTrue();
    }
  }

  @Test
  void probesAskWhatTheServersAnswer() throws IOException {
    for (Yaml workload : workloads()) {
      if (!workload.at("kind").text().equals("Job")) {
        Yaml container = container(workload);
        Map.of("startupProbe", "/livez", "livenessProbe", "/livez", "readinessProbe", "/readyz")
            .forEach((probe, path) -> {
              assertThat(container.at(probe, "httpGet", "path").text()).isEqualTo(path);
              assertThat(container.at(probe, "httpGet", "port").text()).isEqualTo("ops");
            });
      }
    }
  }

  @Test
  void serversHaveTheTimeToStop() throws IOException {
    RedirectConfig redirect =
        configuration(
                "StatefulSet", "carom-redirect", new Yaml(Map.of()), RedirectMain.CONFIGURATION)
            .get(RedirectConfig.class);
    assertThat(
            one("StatefulSet", "carom-redirect")
                .at("spec", "template", "spec", "terminationGracePeriodSeconds")
                .number())
        .isGreaterThan(
            (int)
                    redirect
                        .drainDelay()
                        .plus(redirect.quietPeriod())
                        .plus(redirect.stopTimeout())
                        .toSeconds()
                + 60);
    // Services hear of it by the readiness probe, twice.
    Yaml probe = container(one("StatefulSet", "carom-redirect")).at("readinessProbe");
    assertThat(redirect.drainDelay().toSeconds())
        .isGreaterThan(
            (long) probe.at("periodSeconds").number() * probe.at("failureThreshold").number());
  }
}
