package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.server.Settings.InvalidSettingsException;
import org.revcor.server.Settings.SettingsSources;

final class SettingsTest {
  private static final Path SHIPPED = Path.of("conf", "revcor.conf");

  @TempDir Path folder;

  @Test
  void withoutSourcesAllSettingsHaveDefaults() {
    Settings settings = defaults();

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.folders().data())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".revcor"));
    assertThat(settings.folders().datasets())
        .isEqualTo(settings.folders().data().resolve("datasets"));
    assertThat(settings.runs().maxRunning()).isEqualTo(8);
    assertThat(settings.live().frameInterval()).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.lanes().blockDeadline()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.live().idleTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.http().maxNetworkBytes()).isEqualTo(128 << 20);
  }

  @Test
  void theShippedFileStatesEveryDefault() {
    assertThat(Settings.read(new SettingsSources(Optional.of(SHIPPED), Map.of(), Map.of())))
        .isEqualTo(defaults());
  }

  @Test
  void theShippedFileNamesEverySettingAndNothingElse() {
    Config file = ConfigFactory.parseFile(SHIPPED.toFile()).resolve();
    Set<String> named = new TreeSet<>();
    file.getConfig("revcor").entrySet().forEach(entry -> named.add(entry.getKey()));

    assertThat(named).isEqualTo(new TreeSet<>(SettingsKeys.all().keySet()));
    assertThat(file.root().keySet()).containsExactly("revcor");
  }

  @Test
  void theManualHasARowOfEverySetting() throws IOException {
    String manual = Files.readString(Path.of("docs/reference/settings.md"));

    assertThat(SettingsKeys.all().values())
        .hasSize(24)
        .allSatisfy(
            key ->
                assertThat(manual)
                    .contains(
                        "| `%s` | `%s` | %s | %s | %s |\n"
                            .formatted(
                                key.name(),
                                SettingsReader.variable(key.name()),
                                key.defaultValue(),
                                key.range(),
                                key.help())));
  }

  @Test
  void everySettingHasADistinctVariable() {
    assertThat(SettingsKeys.all().keySet().stream().map(SettingsReader::variable))
        .doesNotHaveDuplicates();
  }

  @Test
  void optionsOverrideTheEnvironment_whichOverridesTheFile() throws IOException {
    Path file =
        write(
            "revcor { port = 1, host = localhost, studies.most-running = 7, data-dir = /from-file }");

    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.of(file),
                Map.of("REVCOR_PORT", "2", "REVCOR_DATA_DIR", "/from-environment", "PATH", "x"),
                Map.of("port", "3")));

    assertThat(settings.port()).isEqualTo(3);
    assertThat(settings.folders().data()).isEqualTo(Path.of("/from-environment"));
    assertThat(settings.host()).isEqualTo("localhost");
    assertThat(settings.runs().maxRunning()).isEqualTo(7);
  }

  @Test
  void pathsThatFollowTheDataFolderFollowItFromAnySource() {
    Settings settings =
        Settings.read(
            new SettingsSources(Optional.of(SHIPPED), Map.of(), Map.of("data-dir", "/elsewhere")));

    assertThat(settings.folders().datasets()).isEqualTo(Path.of("/elsewhere/datasets"));
    assertThat(settings.folders().observers()).isEqualTo(Path.of("/elsewhere/observers"));
  }

  @Test
  void theEnvironmentReachesNestedSettings() {
    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.empty(),
                Map.of(
                    "REVCOR_LANES_CPU_LANES", "3",
                    "REVCOR_LANES_BLOCK_DEADLINE", "3s",
                    "REVCOR_LANES_OBSERVER_MEMORY", "512MiB",
                    "REVCOR_JAVA_OPTS", "-Xmx1g"),
                Map.of()));

    assertThat(settings.lanes().cpuLanes()).isEqualTo(3);
    assertThat(settings.lanes().blockDeadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.lanes().observerBytes()).isEqualTo(512L << 20);
  }

  @Test
  void otherAddressesNeedTlsOrAProxy() {
    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.of(SHIPPED),
                Map.of(
                    "REVCOR_HOST", "0.0.0.0",
                    "REVCOR_HTTP_BEHIND_PROXY", "true",
                    "REVCOR_HTTP_NAMES", "Revcor:8080, [fd00::1]:8080,lab.example"),
                Map.of()));

    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.isOnAllInterfaces()).isTrue();
    assertThat(settings.requiresTokens()).isTrue();
    assertThat(settings.http().names())
        .containsExactlyInAnyOrder("revcor:8080", "[fd00::1]:8080", "lab.example");
    assertThat(defaults().isOnAllInterfaces()).isFalse();
    assertThat(defaults().requiresTokens()).isFalse();
    Settings withTls =
        Settings.read(
            new SettingsSources(
                Optional.of(SHIPPED),
                Map.of(
                    "REVCOR_HOST", "lab.example",
                    "REVCOR_HTTP_TLS_CERTIFICATE", "/tls.crt",
                    "REVCOR_HTTP_TLS_KEY", "/tls.key"),
                Map.of()));
    assertThat(withTls.http().tls())
        .hasValue(new HttpSettings.Tls(Path.of("/tls.crt"), Path.of("/tls.key")));
    assertThat(withTls.requiresTokens()).isTrue();
  }

  @Test
  void certificatesOfAClusterMustBeComplete() throws IOException {
    Files.createFile(folder.resolve("ca.crt"));
    Map<String, String> environment =
        Map.of(
            "REVCOR_CLUSTER_PORT",
            "25520",
            "REVCOR_CLUSTER_HOST",
            "lab-1",
            "REVCOR_CLUSTER_CERTIFICATES",
            folder.toString());
    SettingsSources sources = new SettingsSources(Optional.empty(), environment, Map.of());

    assertThatThrownBy(() -> Settings.read(sources))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "REVCOR_CLUSTER_CERTIFICATES is %s, which has no file tls.crt; it must be a folder with ca.crt, tls.crt and tls.key"
                .formatted(folder));
    Files.createFile(folder.resolve("tls.crt"));
    Files.createFile(folder.resolve("tls.key"));
    assertThat(Settings.read(sources).workers().cluster().orElseThrow().host()).isEqualTo("lab-1");
  }

  @Test
  void allProblemsAreReportedTogether() throws IOException {
    Path file =
        write("revcor { prot = 1, lanes { observer-memory = 0 }, cpu-lanes = 2 }, pekko { x = 1 }");

    assertThatThrownBy(
            () ->
                Settings.read(
                    new SettingsSources(
                        Optional.of(file),
                        Map.of("REVCOR_PROT", "1", "REVCOR_HOST", "0.0.0.0"),
                        Map.of("port", "http"))))
        .asInstanceOf(type(InvalidSettingsException.class))
        .extracting(InvalidSettingsException::problems)
        .isEqualTo(
            List.of(
                "REVCOR_PROT is not a setting; did you mean REVCOR_PORT?",
                "pekko is not a setting; settings must be in the block revcor { ... } of " + file,
                "revcor.cpu-lanes is not a setting; did you mean revcor.lanes.cpu-lanes?",
                "revcor.prot is not a setting; did you mean revcor.port?",
                "REVCOR_HOST is 0.0.0.0; it must be 127.0.0.1, localhost or ::1; others need"
                    + " encryption: http.tls.certificate and http.tls.key, or http.behind-proxy",
                "--port is http; it must be a whole number from 0 to 65535",
                "revcor.lanes.observer-memory is 0; it must be a size from 1MiB to 1024GiB, such as 512KiB or 1GiB"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port = 65536 | revcor.port is 65536; it must be a whole number from 0 to 65535",
        "port = 80.5 | revcor.port is 80.5; it must be a whole number from 0 to 65535",
        "kernels = fast | revcor.kernels is fast; it must be auto, vector, libtorch",
        "lanes = 3 | revcor.lanes is not a setting",
        "lanes.cpu-lanes = many | revcor.lanes.cpu-lanes is many; it must be a whole number from 1"
            + " to 1024, or auto",
        "checkpoint-interval = 30 | revcor.checkpoint-interval is 30; it must be a time from 100ms"
            + " to 24h, such as 500ms, 30s or 2m",
        "checkpoint-interval = 1ms | revcor.checkpoint-interval is 1ms; it must be a time from"
            + " 100ms to 24h, such as 500ms, 30s or 2m",
        "workers.local = 0 | revcor.workers.local is 0; it must be 1, or 0 with cluster.port, at"
            + " which workers join",
        "workers.memory = 1GiB | revcor.workers.memory is 1GiB; it must be a size from"
            + " 2GiB to 1024GiB, such as 512KiB or 1GiB, or auto",
        "http.largest-network = big | revcor.http.largest-network is big; it must be a size from"
            + " 1KiB to 4GiB, such as 512KiB or 1GiB",
        "http.behind-proxy = yes | revcor.http.behind-proxy is yes; it must be true or false",
        "http { behind-proxy = true }, host = \"a b\" | revcor.host is a b; it must be a name or"
            + " address of this machine, 0.0.0.0 or ::",
        "http.tls.key = /tls.key | revcor.http.tls.key is /tls.key; it must be set together with"
            + " http.tls.certificate",
        "http.tls.certificate = /tls.crt | revcor.http.tls.certificate is /tls.crt; it must be set"
            + " together with http.tls.key",
        "http.names = \"*\" | revcor.http.names is *; it must be names with their ports, such as"
            + " \"revcor:8080, localhost:9000\"",
        "http.names = \"http://revcor\" | revcor.http.names is http://revcor; it must be names with"
            + " their ports, such as \"revcor:8080, localhost:9000\"",
        "http.names = \"revcor,\" | revcor.http.names is revcor,; it must be names with their"
            + " ports, such as \"revcor:8080, localhost:9000\"",
        "data-dir = \"\" | revcor.data-dir is ; it must be a path",
      })
  void anInvalidValueIsReportedWithTheValidOnes(String line, String problem) throws IOException {
    Path file = write("revcor { " + line + " }");

    assertThatThrownBy(
            () -> Settings.read(new SettingsSources(Optional.of(file), Map.of(), Map.of())))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(problem);
  }

  @ParameterizedTest
  @CsvSource({"revcor {,expecting", "revcor { host = ${nowhere} },nowhere"})
  void aFileThatIsNotHoconIsRejected(String text, String part) throws IOException {
    Path file = write(text);

    assertThatThrownBy(
            () -> Settings.read(new SettingsSources(Optional.of(file), Map.of(), Map.of())))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("the settings file cannot be read: ")
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(part.equals("nowhere") ? part : "");
  }

  @Test
  void aMissingFileIsRejected() {
    Path file = folder.resolve("absent.conf");

    assertThatThrownBy(
            () -> Settings.read(new SettingsSources(Optional.of(file), Map.of(), Map.of())))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("absent.conf");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("revcor.conf"), text);
  }

  private static Settings defaults() {
    return Settings.read(new SettingsSources(Optional.empty(), Map.of(), Map.of()));
  }
}
