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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.Doctor.Diagnosis;
import org.revcor.server.Doctor.Diagnosis.Level;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.Settings.SettingsSources;

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
            "cluster port",
            "certificate",
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

      assertThat(new Doctor(settings).diagnoses())
          .contains(
              new Diagnosis(
                  "data folder",
                  Level.WARNING,
                  "the data folder %s is in use by another server or worker; stop it, or choose another folder with --data-dir"
                      .formatted(folder)),
              new Diagnosis("port", Level.OK, "127.0.0.1:0, not checked"));
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
  void aClusterPortInUseIsAProblem() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(other.getLocalPort());

      assertThat(of("cluster port", settings(folder, 0, Map.of("cluster.port", port))))
          .isEqualTo(
              new Diagnosis(
                  "cluster port",
                  Level.PROBLEM,
                  "workers cannot join at 127.0.0.1 port %s (Address already in use); stop what uses the port, or choose another cluster.port or cluster.host"
                      .formatted(port)));
    }
  }

  @Tag("full")
  @Test
  void aKeyOfAnotherCertificateIsAProblem() throws IOException {
    TestCertificates own = TestCertificates.create(folder.resolve("own"));
    TestCertificates other = TestCertificates.create(folder.resolve("other"));

    assertThat(of("certificate", settings(folder, 0, tls(own, own))))
        .isEqualTo(new Diagnosis("certificate", Level.OK, own.certificate().toString()));
    assertThat(of("certificate", settings(folder, 0, tls(own, other))))
        .isEqualTo(
            new Diagnosis(
                "certificate",
                Level.PROBLEM,
                "the certificate %s with the key %s cannot be used: the key is of another certificate"
                    .formatted(own.certificate(), other.key())));
  }

  private static Map<String, String> tls(TestCertificates certificate, TestCertificates key) {
    return Map.of(
        "http.tls.certificate",
        certificate.certificate().toString(),
        "http.tls.key",
        key.key().toString());
  }

  /** Root may write to this file system, which has no space and takes no folders. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileSystemThatTakesNoFolderOrHasNoRoomIsAProblem() {
    Settings settings = settings(Path.of("/proc/revcor"), 0, Map.of());

    assertThat(of("data folder", settings))
        .isEqualTo(
            new Diagnosis(
                "data folder",
                Level.PROBLEM,
                "/proc/revcor cannot be used, since /proc is no writable folder; choose another"
                    + " with --data-dir"));
    assertThat(of("disk", settings).level()).isEqualTo(Level.PROBLEM);
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
    return of(subject, new Doctor(settings));
  }

  private static Diagnosis of(String subject, Doctor doctor) {
    return doctor
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
