package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Digest;
import org.revcor.server.Backup;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

final class BackupCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path archive;

  @BeforeEach
  void createDataFolder() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    archive = folder.resolve("backup.zip");
    Files.createDirectories(data.resolve("studies/one"));
    Files.writeString(data.resolve("studies/one/record.json"), "{}");
    Files.createDirectories(data.resolve("studies/.import-1"));
    Files.writeString(data.resolve("studies/.import-1/record.json"), "{}");
    Files.createDirectories(data.resolve("observers"));
    Files.writeString(data.resolve("observers/net.json"), "{}");
    Files.writeString(data.resolve("revcor.mv.db"), "open");
    Files.writeString(data.resolve("admin-token"), "secret");
    Files.writeString(Files.createDirectory(data.resolve("keys")).resolve("a.pem"), "secret");
    new TokenFile(data).create("alice", Scope.READ, Optional.empty());
  }

  @Test
  void aRestoredFolderHasWhatIsNeeded() throws IOException {
    assertThat(backup().out()).matches("wrote .*backup\\.zip, 4 files, 0\\.\\d MiB\n");
    Path restored = folder.resolve("new/data");

    assertThat(restore(restored).out())
        .startsWith("restored 4 files to " + restored + "\nBefore revcor serve:\n");

    try (var files = Files.walk(restored)) {
      assertThat(files.filter(Files::isRegularFile).map(restored::relativize).map(Path::toString))
          .containsExactlyInAnyOrder(
              "studies/one/record.json", "observers/net.json", "tokens.json", "settings.conf");
    }
    assertThat(new TokenFile(restored).read().tokens())
        .extracting(token -> token.name())
        .containsExactly("alice");
    assertThat(Files.readString(restored.resolve("settings.conf")))
        .startsWith("revcor {")
        .contains("data-dir");
    assertThat(Files.getPosixFilePermissions(restored.resolve("tokens.json"))).hasSize(2);
    assertThat(Files.getPosixFilePermissions(archive)).hasSize(2);
  }

  @Test
  void aRestoredFolderIsBackedUpAgain() throws IOException {
    backup();
    Path restored = folder.resolve("restored");
    restore(restored);
    Files.delete(archive);

    CommandRun again =
        CommandRun.of("backup", "--out", archive.toString(), "--data-dir", restored.toString());

    assertThat(again.out()).contains("4 files");
    restore(folder.resolve("again")).exited(0);
  }

  @Test
  void aFileInTheDataFolderIsRefused() {
    Path inside = data.resolve("backup.zip");

    CommandRun refused =
        CommandRun.of("backup", "--out", inside.toString(), "--data-dir", data.toString());

    assertThat(refused.err())
        .isEqualTo(
            "revcor backup: --out is %s; it must be a file outside of the folders that are copied\n"
                .formatted(inside));
  }

  @Test
  void networksOfAFolderOfTheirOwnReplaceTheOthers() throws IOException {
    Path networks = Files.createDirectories(folder.resolve("networks"));
    Files.writeString(networks.resolve("net.json"), "[]");
    Map<String, String> settings =
        Map.of("data-dir", data.toString(), "observers", networks.toString());

    int files = Backup.write(new SettingsSources(Optional.empty(), Map.of(), settings), archive);

    assertThat(files).isEqualTo(4);
    restore(folder.resolve("restored"));
    assertThat(folder.resolve("restored/observers/net.json")).hasContent("[]");
  }

  @Test
  void aBackupHasOnlyFilesOfStudies() throws IOException, InterruptedException {
    Files.createDirectory(data.resolve("studies/one/notes"));
    Path pipe = data.resolve("studies/one/pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.createSymbolicLink(data.resolve("observers/loop"), data.resolve("observers"));

    assertThat(backup().out()).contains("4 files");
  }

  @Test
  void anEmptyFolderThatExistsIsFilled() throws IOException {
    backup();
    Path restored = folder.resolve("restored");
    Files.createDirectories(restored.resolve("lost+found"));

    restore(restored).exited(0);

    assertThat(restored.resolve("studies/one/record.json")).hasContent("{}");
    assertThat(restored.resolve(".restored")).doesNotExist();
  }

  @Test
  void aFailedRestoreLeavesAnEmptyFolder() throws IOException {
    write(1, "../escaped");
    Path restored = Files.createDirectories(folder.resolve("restored"));

    restore(restored).exited(2);
    assertThat(restored).isEmptyDirectory();
  }

  @Test
  void aFolderWithFilesIsRefused() {
    backup();

    assertThat(restore(data).exited(2).err())
        .isEqualTo(
            "revcor restore: --data-dir is %s, which is not empty; it must be a new or empty folder\n"
                .formatted(data));
  }

  @Test
  void anArchiveIsWrittenOnce() {
    backup();

    assertThat(backup().err())
        .isEqualTo(
            "revcor backup: --out is %s, which exists; it must be a file that does not exist\n"
                .formatted(archive));
  }

  @Test
  void aBackupHasTheSettingsOfTheServer() throws IOException {
    Map<String, String> variables =
        Map.of("REVCOR_HTTP_NAMES", "lab.example", "REVCOR_DATABASE_PASSWORD", "secret");
    Backup.storeSettings(
        new SettingsSources(Optional.empty(), variables, Map.of("data-dir", data.toString())));

    assertThat(backup().out()).contains("4 files");
    restore(folder.resolve("restored"));

    assertThat(folder.resolve("restored/settings.conf"))
        .content()
        .contains("lab.example", data.toString())
        .doesNotContain("secret");
    assertThat(folder.resolve("restored/server-settings.conf")).doesNotExist();
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("missing");
    archive = missing.resolve("b.zip");

    assertThat(backup().exited(2).err())
        .isEqualTo(
            "revcor backup: --out is %s, and %s is no folder; it must be a file in a folder that exists\n"
                .formatted(archive, missing));
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    backup();
    try (FileSystem zip = opened()) {
      Files.writeString(zip.getPath("studies/one/record.json"), "[]");
    }

    assertRefused("damaged (studies/one/record.json has another digest)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../escaped", "/escaped", "studies/../../escaped", "a\\b", ".lock", "studies/"})
  void aFileThatNoDataFolderHasIsRefused(String name) throws IOException {
    write(1, name);

    assertRefused("damaged (it has a file that no data folder has)");
    assertThat(folder.resolve("escaped")).doesNotExist();
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    write(2, "file");

    assertRefused("of format 2 by Revcor 9.0; it must be of format 1 or older; run a newer Revcor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{\"format\": 1}", "{\"format\": 1, \"files\": 1}"})
  void aDamagedListIsRefused(String list) throws IOException {
    writeList("version", list);

    assertRefused("which is damaged (backup.json ");
  }

  @Test
  void aNameThatIsNoPathIsRefused() throws IOException {
    write(1, "studies/a\u0000b");

    assertRefused("which is damaged (one of its files cannot be created: ");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    backup();
    byte[] whole = Files.readAllBytes(archive);
    for (int bytes = 0; bytes < whole.length; bytes += 97) {
      Files.write(archive, Arrays.copyOf(whole, bytes));
      assertRefused("which is damaged (");
    }
  }

  @Test
  void anotherZipIsRefused() throws IOException {
    Files.writeString(archive, "PK");

    assertRefused("which is damaged (");
  }

  private void assertRefused(String message) {
    Path restored = folder.resolve("restored");
    assertThat(restore(restored).exited(2).err()).contains(message).hasLineCount(1);
    assertThat(restored).doesNotExist();
  }

  /** Writes an archive with one empty file. */
  private void write(int format, String name) throws IOException {
    String list =
        """
        {"format": %d, "revcor": "9.0", "created": "2026-11-29T00:00:00Z", "files": {"%s": "%s"}}\
        """
            .formatted(
                format,
                name.replace("\\", "\\\\").replace("\u0000", "\\u0000"),
                Digest.of(new byte[0]));
    writeList(name, list);
  }

  private void writeList(String name, String list) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.putNextEntry(new ZipEntry("backup.json"));
      zip.write(list.getBytes(StandardCharsets.UTF_8));
    }
  }

  private FileSystem opened() throws IOException {
    return FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of());
  }

  private CommandRun backup() {
    return CommandRun.of("backup", "--out", archive.toString(), "--data-dir", data.toString());
  }

  private CommandRun restore(Path to) {
    return CommandRun.of("restore", archive.toString(), "--data-dir", to.toString());
  }
}
