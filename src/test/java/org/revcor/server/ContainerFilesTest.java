package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.Await;
import org.revcor.FreePort;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.worker.cluster.ClusterSettings;

/** Checks that the files of {@code docker/} agree with the program, the manual and each other. */
final class ContainerFilesTest {
  private static final Path FOLDER = Path.of("docker");
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\bREVCOR_[A-Z_]+\\b");

  private final List<String> instructions = instructions(read(FOLDER.resolve("Dockerfile")));
  private JsonNode compose = yaml("compose.yaml");

  @Test
  void everyVariableIsASettingOrOfTheLauncherOrAClient() {
    Set<String> known =
        Stream.concat(
                SettingsKeys.all().keySet().stream().map(SettingsReader::variable),
                Stream.of("REVCOR_JAVA_OPTS", "REVCOR_TOKEN"))
            .collect(Collectors.toSet());
    Set<String> named = new TreeSet<>();
    for (String file :
        List.of(
            "docker/Dockerfile",
            "docker/compose.yaml",
            "docker/compose-cluster.yaml",
            "docker/health",
            "docs/notes/docker.md")) {
      Matcher variables = VARIABLE.matcher(read(Path.of(file)));
      while (variables.find()) {
        named.add(variables.group());
      }
    }

    assertThat(named).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void theSettingsOfTheImageAreValid() {
    Settings settings = settings(environment());

    assertThat(settings.isOnAllInterfaces()).isTrue();
    assertThat(settings.folders().data()).isEqualTo(Path.of(onlyArguments("VOLUME")));
    assertThat(settings.port()).isEqualTo(Integer.parseInt(onlyArguments("EXPOSE")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose-cluster.yaml"})
  void composePassesValidSettingsToTheServer(String file, @TempDir Path certificates)
      throws IOException {
    compose = yaml(file);
    JsonNode revcor = service("revcor");
    Map<String, String> given = new HashMap<>(environment());
    revcor
        .path("environment")
        .properties()
        .forEach(variable -> given.put(variable.getKey(), withDefaults(variable.getValue())));
    for (String name : List.of("ca.crt", "tls.crt", "tls.key")) {
      Files.createFile(certificates.resolve(name));
    }
    given.replace("REVCOR_CLUSTER_CERTIFICATES", certificates.toString());

    Settings settings = settings(given);

    assertThat(revcor.path("volumes").path(0).asText())
        .isEqualTo("revcor-data:" + settings.folders().data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose-cluster.yaml"})
  void prometheusSendsTheTokenThatComposeGivesIt(String file) {
    compose = yaml(file);
    String secret = service("prometheus").path("secrets").path(0).asText();

    assertThat(yaml("prometheus.yaml").at("/scrape_configs/0/authorization/credentials_file"))
        .hasToString("\"/run/secrets/%s\"".formatted(secret));
    assertThat(compose.path("secrets").path(secret).path("file").asText())
        .isEqualTo("./secrets/" + secret);
    assertThat(read(Path.of(".gitignore")).lines()).contains("/docker/secrets/");
    assertThat(read(Path.of("docs/notes/docker.md"))).contains("docker/secrets/" + secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose-cluster.yaml"})
  void composePublishesOnlyToTheLoopbackInterface(String file) {
    compose = yaml(file);
    List<String> published = new ArrayList<>();
    for (JsonNode service : compose.path("services")) {
      service.path("ports").forEach(port -> published.add(withDefaults(port)));
      assertThat(service.path("network_mode").asText("none")).isEqualTo("none");
    }

    assertThat(published).containsExactlyInAnyOrder("127.0.0.1:8080:8080", "127.0.0.1:9090:9090");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose-cluster.yaml"})
  void composeWaitsLongerThanTheShutdownTimeout(String file) {
    compose = yaml(file);
    String grace = service("revcor").path("stop_grace_period").asText();

    assertThat(Duration.parse("PT" + grace))
        .isGreaterThan(HttpSettings.SHUTDOWN_TIMEOUT.plusSeconds(10));
    assertThat(read(Path.of("docs/notes/docker.md")))
        .contains("--stop-timeout " + grace.replace("s", ""));
  }

  @Test
  void workersOfAClusterJoinAServerWithoutLanesWithItsCertificates(@TempDir Path folder)
      throws Exception {
    compose = yaml("compose-cluster.yaml");
    JsonNode server = service("revcor").path("environment");
    JsonNode worker = service("worker");
    String address =
        server.path("REVCOR_CLUSTER_HOST").asText()
            + ":"
            + server.path("REVCOR_CLUSTER_PORT").asText();

    assertThat(server.path("REVCOR_WORKERS_LOCAL").asText()).isEqualTo("0");
    assertThat(worker.path("deploy").path("replicas").asInt()).isEqualTo(3);
    assertThat(worker.path("command"))
        .extracting(ContainerFilesTest::withDefaults)
        .containsExactly(
            "worker",
            "--join=" + address,
            "--certificates=" + server.path("REVCOR_CLUSTER_CERTIFICATES").asText(),
            "--lanes=1");
    assertThat(mounted("revcor", 1)).isEqualTo("certificates/revcor at /certificates");
    assertThat(mounted("worker", 0)).isEqualTo("certificates/worker at /certificates");
    assertCertificatesAreMade(folder);
    assertThat(needs("revcor")).isEqualTo(Map.of("certificates", "service_completed_successfully"));
    assertThat(needs("worker"))
        .isEqualTo(
            Map.of("certificates", "service_completed_successfully", "revcor", "service_started"));
  }

  private void assertCertificatesAreMade(Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    for (JsonNode part : service("certificates").path("entrypoint")) {
      command.add(part.asText().replace("$$", "$"));
    }
    Process shell =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(shell.waitFor()).as(read(folder.resolve("log"))).isZero();
    for (String host : List.of("revcor", "worker")) {
      Path made = folder.resolve(host);
      assertThat(new ClusterSettings(host, 0, Optional.of(made)).missingFile()).isEmpty();
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("tls.key"))))
          .isEqualTo("rw-------");
      ServerCertificate.read(
          new HttpSettings.Tls(made.resolve("tls.crt"), made.resolve("tls.key")));
    }
  }

  /** Returns which part of a volume a service sees, and where. */
  private String mounted(String service, int index) {
    JsonNode volume = service(service).path("volumes").path(index);
    assertThat(volume.path("read_only").asBoolean()).isTrue();
    return "%s/%s at %s"
        .formatted(
            volume.path("source").asText(),
            volume.path("volume").path("subpath").asText(),
            volume.path("target").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose-cluster.yaml"})
  void prometheusLoadsTheAlerts(String file) {
    compose = yaml(file);
    String rules = yaml("prometheus.yaml").path("rule_files").path(0).asText();
    String manual = read(Path.of("docs/notes/operations.md"));
    String metrics = read(Path.of("docs/reference/metrics.md"));

    assertThat(service("prometheus").path("volumes"))
        .extracting(JsonNode::asText)
        .contains("./%s:/etc/prometheus/%s:ro".formatted(rules, rules));
    assertThat(yaml(rules).at("/groups/0/rules")).isNotEmpty();
    for (JsonNode rule : yaml(rules).at("/groups/0/rules")) {
      assertThat(manual).contains("`" + rule.path("alert").asText() + "`");
      Pattern.compile("revcor_\\w+?(?=_count\\b|\\b)")
          .matcher(rule.path("expr").asText())
          .results()
          .forEach(metric -> assertThat(metrics).contains("`" + metric.group() + "`"));
    }
  }

  @Test
  @Tag("full")
  void eachAlertFiresForItsFault_andNoneForAServerThatWorks() throws Exception {
    Path promtool = Path.of("/usr/bin/promtool");
    assumeTrue(Files.isExecutable(promtool), "this needs Prometheus");

    Process test =
        new ProcessBuilder(promtool.toString(), "test", "rules", "alerts-test.yaml")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .start();

    String report = output(test);
    assertThat(test.waitFor()).as(report).isZero();
    assertThat(report).contains("SUCCESS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose-cluster.yaml"})
  void prometheusUsesAHostNameThatTheServerAccepts(String file) {
    compose = yaml(file);
    JsonNode scrape = yaml("prometheus.yaml").path("scrape_configs").path(0);
    String target = scrape.path("static_configs").path(0).path("targets").path(0).asText();

    assertThat(target).isEqualTo("revcor:" + onlyArguments("EXPOSE"));
    assertThat(scrape.path("metrics_path").asText()).isEqualTo("/metrics");
    assertThat(
            settings(
                    Map.of(
                        "REVCOR_HTTP_NAMES",
                        withDefaults(
                            service("revcor").path("environment").path("REVCOR_HTTP_NAMES"))))
                .http()
                .names())
        .contains(target, "127.0.0.1:8080", "localhost:8080");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK | {\"status\":\"ready\",\"lanes\":{\"live\":2}} | 0",
        "HTTP/1.1 200 OK | {\"status\":\"degraded\",\"lanes\":{\"abandoned\":1}} | 0",
        "HTTP/1.1 503 Service Unavailable | {\"status\":503,\"detail\":\"all lanes have failed\"} |"
            + " 1",
        "HTTP/1.1 500 Internal Server Error | {\"status\":500,\"title\":\"The server failed\"} | 1",
      })
  void health_printsTheResponse_andExitsWithItsStatus(String status, String body, int exitCode)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process health = health(server.getLocalPort());
      String request = response(server, status + "\r\nConnection: close\r\n\r\n" + body);

      assertThat(request)
          .isEqualTo(
              "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                  .formatted(server.getLocalPort()));
      assertThat(output(health)).isEqualTo(body + "\n");
      assertThat(health.waitFor()).isEqualTo(exitCode);
    }
  }

  @Test
  void health_withoutAServer() throws Exception {
    int port = FreePort.find();

    Process health = health(port);

    assertThat(output(health)).isEqualTo("nothing listens on port %d\n".formatted(port));
    assertThat(health.waitFor()).isEqualTo(1);
  }

  private static Process health(int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(FOLDER.resolve("health").toString()).redirectErrorStream(true);
    builder.environment().put("REVCOR_PORT", String.valueOf(port));
    return builder.start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Receives one request up to its empty line, sends a response, and returns the request. */
  private static String response(ServerSocket server, String response) throws IOException {
    server.setSoTimeout((int) Await.TIMEOUT.toMillis());
    try (Socket client = server.accept()) {
      client.setSoTimeout((int) Await.TIMEOUT.toMillis());
      StringBuilder request = new StringBuilder();
      InputStream in = client.getInputStream();
      while (request.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).as("end of the request " + request).isNotNegative();
        request.append((char) next);
      }
      client.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
      return request.toString();
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String assignment : onlyArguments("ENV").split(" +", -1)) {
      int equals = assignment.indexOf('=');
      environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return environment;
  }

  private static Settings settings(Map<String, String> environment) {
    return Settings.read(
        new SettingsSources(Optional.of(Path.of("conf", "revcor.conf")), environment, Map.of()));
  }

  private String onlyArguments(String instruction) {
    List<String> found =
        instructions.stream().filter(line -> line.startsWith(instruction + " ")).toList();
    assertThat(found).hasSize(1);
    return found.getFirst().substring(instruction.length() + 1);
  }

  private JsonNode service(String name) {
    assertThat(names(compose.path("services"))).contains(name);
    return compose.path("services").path(name);
  }

  private Map<String, String> needs(String service) {
    Map<String, String> needs = new HashMap<>();
    service(service)
        .path("depends_on")
        .properties()
        .forEach(need -> needs.put(need.getKey(), need.getValue().path("condition").asText()));
    return needs;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Returns a value of the compose file with the defaults of its variables. */
  private static String withDefaults(JsonNode value) {
    return value.asText().replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }

  private static List<String> instructions(String dockerfile) {
    String joined =
        dockerfile
            .lines()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.joining("\n"))
            .replaceAll("\\s*\\\\\n\\s*", " ");
    return joined.lines().filter(line -> !line.isBlank()).toList();
  }

  private static JsonNode yaml(String name) {
    return Uncheck.get(() -> YAML.readTree(read(FOLDER.resolve(name))));
  }

  private static String read(Path file) {
    return Uncheck.get(() -> Files.readString(file));
  }
}
