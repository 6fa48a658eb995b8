package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.Doctor.Diagnosis;
import org.revcor.server.Doctor.Level;
import org.revcor.study.record.Database;

final class DoctorTest {
  @TempDir private Path folder;

  @Test
  void aFreshInstallationHasNoProblemAndStaysUntouched() {
    Path data = folder.resolve("data");

    assertThat(new Doctor(settings(data, 0, Map.of())).diagnoses())
        .noneMatch(each -> each.level() == Level.PROBLEM)
        .extracting(Diagnosis::subject)
        .containsExactly(
            "Java",
            "memory",
            "engine",
            "data folder",
            "disk",
            "port",
            "database",
            "confinement",
            "data sets");
    assertThat(data).doesNotExist();
    assertThat(of("engine", settings(data, 0, Map.of())).text()).startsWith("pytorch 2.7.1, ");
  }

  @Test
  void theFolderOfARunningServerIsAWarning() throws IOException {
    DataFolder server = DataFolder.open(folder);
    try {
      Settings settings = settings(folder, 0, Map.of());
      Database.open(settings.database());

      assertThat(new Doctor(settings).diagnoses())
          .contains(
              new Diagnosis(
                  "data folder",
                  Level.WARNING,
                  "the data folder %s is in use by another server or worker; stop it, or choose another folder with --data-dir"
                      .formatted(folder)),
              new Diagnosis("port", Level.OK, "127.0.0.1:0, not checked"),
              new Diagnosis("database", Level.OK, "embedded, not checked"));
    } finally {
      server.close();
    }
  }

  @Test
  void aFolderOfANewerVersionIsAProblemAndStopsTheStart() throws IOException {
    DataFolder.open(folder).close();
    Files.writeString(folder.resolve("version"), "2\n");
    String message =
        "the data folder %s has version 2, and this Revcor supports at most 1: run a newer Revcor, or choose another folder with --data-dir"
            .formatted(folder);

    assertThatThrownBy(() -> DataFolder.open(folder))
        .isInstanceOf(ServerStartException.class)
        .hasMessage(message);
    assertThat(of("data folder", settings(folder, 0, Map.of())))
        .isEqualTo(new Diagnosis("data folder", Level.PROBLEM, message));
  }

  @Test
  void aFileInThePlaceOfTheDataFolderIsAProblem() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    Diagnosis diagnosis = of("data folder", settings(file, 0, Map.of()));

    assertThat(diagnosis.level()).isEqualTo(Level.PROBLEM);
    assertThat(diagnosis.text())
        .isEqualTo(
            "%s cannot be used, since %s is no writable folder; choose another with --data-dir"
                .formatted(file, file));
    assertThat(of("data folder", settings(file.resolve("sub"), 0, Map.of())).level())
        .isEqualTo(Level.PROBLEM);
  }

  @Test
  void aPortInUseIsAProblem() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(of("port", settings(folder, other.getLocalPort(), Map.of())))
          .isEqualTo(
              new Diagnosis(
                  "port",
                  Level.PROBLEM,
                  "port %d is in use; stop the other server, or choose another port with --port (0 selects a free port)"
                      .formatted(other.getLocalPort())));
    }
  }

  @Test
  void aDamagedVersionIsNotCalledNewer() throws IOException {
    DataFolder.open(folder).close();
    Files.writeString(folder.resolve("version"), "");

    assertThatThrownBy(() -> DataFolder.open(folder))
        .hasMessage(
            "%s is damaged; it must be a version such as 1: take it from a backup"
                .formatted(folder.resolve("version")));
  }

  @Test
  void aFolderOfAnInterruptedRestoreStopsTheStart() throws IOException {
    Files.createDirectory(folder.resolve(".restored"));

    assertThatThrownBy(() -> DataFolder.open(folder))
        .hasMessage(
            "revcor restore has not completed the data folder %s; delete it and restore it again"
                .formatted(folder));
  }

  @Test
  void theVersionOfTheSchemaIsShown() {
    Settings settings = settings(folder, 0, Map.of());
    assertThat(of("database", settings).text()).isEqualTo("embedded, will be created");

    Database.open(settings.database());

    assertThat(of("database", settings).text()).endsWith(", schema of version 1");
  }

  @Test
  void aDatabaseThatIsAwayIsAProblem() {
    Diagnosis diagnosis =
        of(
            "database",
            settings(folder, 0, Map.of("database.url", "jdbc:postgresql://127.0.0.1:1/revcor")));

    assertThat(diagnosis.level()).isEqualTo(Level.PROBLEM);
    assertThat(diagnosis.text()).contains("cannot be reached");
  }

  @Test
  void limitsAboveTheMemoryOfTheMachineAreAWarning() {
    Diagnosis diagnosis = of("memory", settings(folder, 0, Map.of("workers.memory", "1TiB")));

    assertThat(diagnosis.level()).isEqualTo(Level.WARNING);
    assertThat(diagnosis.text()).endsWith("in REVCOR_JAVA_OPTS, so that both fit");
  }

  @Test
  void networksWithoutConfinementAreAWarning() {
    assertThat(
            of("confinement", settings(folder, 0, Map.of("workers.confinement", "none"))).level())
        .isEqualTo(Level.WARNING);
  }

  private static Diagnosis of(String subject, Settings settings) {
    return new Doctor(settings)
        .diagnoses()
        .filter(each -> each.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private static Settings settings(Path data, int port, Map<String, String> others) {
    Map<String, String> given = new HashMap<>(others);
    given.put("data-dir", data.toString());
    given.put("port", String.valueOf(port));
    return Settings.read(new SettingsSources(Optional.empty(), Map.of(), given));
  }
}
