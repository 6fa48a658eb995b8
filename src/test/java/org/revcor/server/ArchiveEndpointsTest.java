package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Digest;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;

/** Tests exports from one server and imports into another. */
@Tag("full")
final class ArchiveEndpointsTest {
  private static final String STUDIES = "/api/v1/studies";
  private static final String IMPORT = STUDIES + "/import";
  private static final String SOME = RunningServer.study("some", "{\"max-trials\": 5000}");
  private static final String MORE = RunningServer.study("more", "{\"max-trials\": 15000}");

  @TempDir static Path here;
  @TempDir static Path elsewhere;
  @AutoClose private static RunningServer server;
  @AutoClose private static RunningServer other;
  private static String id;
  private static String whole;
  private static byte[] archive;

  @BeforeAll
  static void exportAStudy() {
    server = RunningServer.start(here);
    other = RunningServer.start(elsewhere, "http.largest-study", "4MiB");
    id = server.create(SOME);
    server.awaitEnd(id);
    archive = exported(server, id);
    whole = server.create(MORE);
    server.awaitEnd(whole);
  }

  @Test
  void anArchiveContainsItsOrigin_andTheDigestsOfAllFiles() throws IOException {
    Map<String, byte[]> entries = entries(archive);
    JsonNode provenance = json(text(entry(entries, "provenance.json")));
    JsonNode study = server.study(id);

    assertThat(entries)
        .containsKeys(
            "study.json",
            "record.json",
            "observer.json",
            "maps.npy",
            "errors.npy",
            "counts.npy",
            "history.csv",
            "summary.json",
            "checkpoint-5000");
    assertThat(provenance.path("study").textValue()).isEqualTo(id);
    assertThat(provenance.path("revcor").textValue()).isEqualTo("(development)");
    assertThat(provenance.path("generator")).isEqualTo(study.path("plan").path("generator"));
    assertThat(provenance.path("platform")).isEqualTo(study.path("plan").path("platform"));
    assertThat(provenance.path("observer")).isEqualTo(study.path("observer").path("digest"));
    Map<String, String> digests = new TreeMap<>();
    entries.forEach((name, content) -> digests.put(name, Digest.of(content)));
    digests.remove("provenance.json");
    Map<String, String> listed = new TreeMap<>();
    provenance
        .path("files")
        .properties()
        .forEach(f -> listed.put(f.getKey(), f.getValue().asText()));
    assertThat(listed).isEqualTo(digests);
    JsonNode observer = json(text(entry(entries, "observer.json")));
    assertThat(observer.path("observer")).isEqualTo(study.path("observer"));
    assertThat(observer.path("card").path("recipe").textValue()).isEqualTo("mnist-cnn");
  }

  @Test
  void anArchiveIsNamedAfterItsStudy_andReproducible() {
    HttpResponse<byte[]> again = server.bytes(STUDIES + "/" + id + "/export");

    assertThat(again.headers().firstValue("Content-Type")).hasValue("application/zip");
    assertThat(again.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"" + id + ".zip\"");
    assertThat(again.body()).isEqualTo(archive);
  }

  @Test
  void anImportedStudyHasTheSameBytes_resumesExactly_andCanBeRepeated(@TempDir Path run)
      throws Exception {
    assertThat(expect(201, importArchive(archive)).headers().firstValue("Location"))
        .hasValue(STUDIES + "/" + id);
    assertThat(other.study(id)).isEqualTo(server.study(id));
    Map<String, String> files = files(elsewhere, id);
    assertThat(files.remove("observer.json")).isNotNull();
    assertThat(files).isEqualTo(files(here, id));
    assertThat(exported(other, id)).isEqualTo(archive);

    Path folder = elsewhere.resolve("studies").resolve(id);
    try (HeadlessStudy study =
        HeadlessStudy.start(
            StudyFile.read(folder.resolve("study.json")),
            new Materials(
                Observers.withAnyFile(new Catalogue(elsewhere)), elsewhere, new Bases(elsewhere)),
            run,
            new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26),
            Duration.ofSeconds(30))) {
      study.end().toCompletableFuture().join();
    }
    for (String file : List.of("maps.npy", "errors.npy", "counts.npy", "history.csv", "maps.png")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
    }

    expect(202, other.post(STUDIES + "/" + id + "/extend", "{\"maxTrials\": 15000}"));
    assertThat(other.awaitEnd(id).path("trials").longValue()).isEqualTo(15_000);
    assertThat(other.bytes(STUDIES + "/" + id + "/maps.npy").body())
        .isEqualTo(server.bytes(STUDIES + "/" + whole + "/maps.npy").body());
    assertThat(folder.resolve("history.csv"))
        .hasSameBinaryContentAs(here.resolve("studies").resolve(whole).resolve("history.csv"));
  }

  @Test
  void aPausedStudyResumesOnAnotherServer() {
    String paused = server.createPaused(MORE);

    expect(201, importArchive(exported(server, paused)));
    assertThat(other.study(paused).path("state").textValue()).isEqualTo("paused");
    expect(202, other.send("POST", STUDIES + "/" + paused + "/resume"));
    other.awaitEnd(paused);

    assertThat(other.bytes(STUDIES + "/" + paused + "/maps.npy").body())
        .isEqualTo(server.bytes(STUDIES + "/" + whole + "/maps.npy").body());
  }

  @Test
  void anImportedStudySurvivesARestart_andInterruptedImportsAreDeleted(@TempDir Path data)
      throws IOException {
    Path left = Files.createDirectories(data.resolve("studies").resolve(".import-interrupted"));
    Files.writeString(left.resolve("maps.npy"), "half");
    try (RunningServer first = RunningServer.start(data)) {
      assertThat(left).doesNotExist();
      expect(201, first.send(importRequest(first, archive)));
    }
    try (RunningServer second = RunningServer.start(data)) {
      assertThat(second.study(id)).isEqualTo(server.study(id));
      assertThat(json(second.get(STUDIES + "?sizes=true")).at("/studies/0/diskBytes").asLong())
          .isPositive();
    }
  }

  @Test
  void onlyTheUnpackedFilesOfAnImportCountForTheQuota(@TempDir Path data) throws IOException {
    long used = 1 << 20;
    Path other = Files.createDirectories(data.resolve("studies").resolve("other"));
    Files.write(other.resolve("file"), new byte[(int) used]);
    long unpacked = entries(archive).values().stream().mapToLong(file -> file.length).sum();

    try (RunningServer limited =
        RunningServer.start(data, "studies.disk-quota", used + unpacked + "B")) {
      expect(201, limited.send(importRequest(limited, archive)));
      assertThat(detail(limited.send(importRequest(limited, archive))))
          .startsWith("409 checkpoints and results need up to ");
    }
  }

  @Test
  void aUsedIdIsReplaced_alsoThatOfADeletedStudy() throws IOException {
    String study = server.create(SOME);
    server.awaitEnd(study);
    byte[] zip = exported(server, study);

    JsonNode second = json(server.send(importRequest(server, zip)));
    assertThat(second.path("id").textValue()).isNotEqualTo(study);
    assertThat(second.path("warnings"))
        .last()
        .extracting(JsonNode::textValue)
        .isEqualTo(
            "the archive is of study %s, whose id this server has used; it may have been imported before"
                .formatted(study));
    Map<String, String> copy = files(here, second.path("id").textValue());
    Map<String, String> original = files(here, study);
    copy.keySet().removeAll(List.of("record.json", "observer.json"));
    original.remove("record.json");
    assertThat(copy).isEqualTo(original);

    server.send("DELETE", STUDIES + "/" + study);
    JsonNode third = json(server.send(importRequest(server, zip)));
    assertThat(third.path("id").textValue()).isNotEqualTo(study);
    assertThat(server.study(third.path("id").textValue()).path("state").textValue())
        .isEqualTo("finished");
  }

  @Test
  void runningAndUnknownStudiesAreNotExported() {
    String running = server.create(RunningServer.longStudy());
    HttpResponse<String> refused = server.get(STUDIES + "/" + running + "/export");
    server.stopStudy(running);

    assertThat(detail(refused))
        .isEqualTo("409 study " + running + " is running; pause or stop it first");
    expect(404, server.get(STUDIES + "/nothing/export"));
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Map<String, byte[]> entries = entries(archive);
    byte[] maps = entry(entries, "maps.npy").clone();
    maps[200] ^= 1;
    entries.put("maps.npy", maps);

    assertRejected(
        zip(entries),
        "maps.npy is damaged: its SHA-256 differs from provenance.json; it must be as written by"
            + " revcor export");
  }

  @Test
  void damagedFilesAreNamed_evenIfTheArchiveHasTheirDigests() throws IOException {
    assertRejected(
        with("checkpoint-5000", "x\n".getBytes(StandardCharsets.UTF_8)),
        "checkpoint-5000 is truncated; it must be as written by revcor export");
    for (FileDamage damage : FileDamage.ALL) {
      byte[] whole = entry(entries(archive), damage.name());
      assertRejected(
          with(damage.name(), damage.of(whole)),
          "%s is %s; it must be as written by revcor export"
              .formatted(damage.name(), damage.how()));
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    for (String name : List.of("history.csv", "maps.npy", "provenance.json", "observer.json")) {
      Map<String, byte[]> entries = entries(archive);
      entries.remove(name);
      assertRejected(zip(entries), name + " is missing; it must be as written by revcor export");
    }
  }

  @Test
  void pathsAndUnknownNamesAreRejected() throws IOException {
    for (String name :
        List.of("../evil", "/tmp/evil", "a/maps.npy", "maps.npy/", "evil.sh", "checkpoint-", "")) {
      Map<String, byte[]> entries = entries(archive);
      entries.put(name, new byte[] {});
      assertRejected(
          zip(entries), name + " is not a file of a study; it must be as written by revcor export");
    }
  }

  @Test
  void duplicateFilesAreRejected() throws IOException {
    Map<String, byte[]> entries = entries(archive);
    entries.put("z.npz", new byte[] {});
    byte[] zip = replaced(zip(entries), "z.npz", "z.npy");

    assertRejected(zip, "z.npy is contained twice; it must be as written by revcor export");
  }

  @Test
  void tooLargeArchivesAreRejected() throws IOException {
    Map<String, byte[]> entries = entries(archive);
    entries.put("checkpoint-1", new byte[5 << 20]);
    byte[] bomb = zip(entries);

    assertThat(bomb.length).isLessThan(4 << 20);
    assertRejected(
        bomb,
        "archive is larger than 4194304 bytes (at checkpoint-1); it must be"
            + " smaller; or increase the setting http.largest-study");
    expect(413, importArchive(new byte[5 << 20]));
    expect(
        413,
        other.send(
            other
                .request(IMPORT, "Content-Type", "application/zip")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(new byte[5 << 20])))));
    assertNothingLeft();
  }

  @Test
  void archivesThatUnpackToFarMoreThanTheirSizeAreRejected() throws IOException {
    Map<String, byte[]> entries = entries(archive);
    entries.keySet().removeIf(name -> !name.endsWith(".json") && !name.endsWith(".csv"));
    entries.put("checkpoint-1", new byte[7 << 19]);
    byte[] bomb = zip(entries);

    assertThat(detail(importArchive(bomb)))
        .matches(
            "422 archive is a zip of %d bytes that unpacks to \\d{7}, more than 100 times its size; it must be as written by revcor export"
                .formatted(bomb.length));
    assertNothingLeft();

    entries = entries(archive);
    entries.put("checkpoint-1", new byte[1 << 20]);
    byte[] lying = zip(entries);
    int directory = new String(lying, StandardCharsets.ISO_8859_1).lastIndexOf("checkpoint-1");
    Arrays.fill(lying, directory - 46 + 24, directory - 46 + 28, (byte) 0);
    assertRejected(
        lying,
        "checkpoint-1 is larger than the zip declares; it must be as written by revcor export");
  }

  @Test
  void invalidArchivesAreRejected() {
    assertThat(detail(importArchive("no zip".getBytes(StandardCharsets.UTF_8))))
        .startsWith("422 archive is not a readable zip (");
    assertThat(detail(importArchive(Arrays.copyOf(archive, archive.length - 100))))
        .startsWith("422 archive is not a readable zip (");
    expect(415, other.post(IMPORT, "{}"));
    expect(415, other.send("POST", IMPORT));
    assertNothingLeft();
  }

  @Test
  void invalidRecordsAreRejected() throws IOException {
    assertRejected(
        changed("record.json", "\"state\" : \"finished\"", "\"state\" : \"running\""),
        "record.json is the record of a study that is neither finished nor paused; it must be as"
            + " written by revcor export");
    assertRejected(
        changed("record.json", id, "20991231-235959-999-abc"),
        "record.json is of study 20991231-235959-999-abc, in the future; it must be as written by"
            + " revcor export");
    assertRejected(
        changed("record.json", "\"channels\"", "\"channelz\""),
        "record.json is not a record that this version reads; it must be as written by revcor"
            + " export");
    assertRejected(
        changed("study.json", "\"seed\" : 7", "\"seed\" : 8"),
        "study.json is different from the study file in the record; it must be as written by revcor"
            + " export");
    assertRejected(
        changed("provenance.json", "\"format\" : 1", "\"format\" : 2"),
        "provenance.json is of format 2, but this version reads 1; it must be as written by"
            + " revcor export");
  }

  @Test
  void theCheckpointsOfACompleteStudyCanBeDeleted_andItCanStillBeExtended() throws IOException {
    String study = server.create(SOME);
    server.awaitEnd(study);

    HttpResponse<String> deleted =
        expect(200, server.send("DELETE", STUDIES + "/" + study + "/checkpoints"));
    assertThat(json(deleted).path("checkpoint").isNull()).isTrue();
    assertThat(files(here, study).keySet()).noneMatch(name -> name.startsWith("checkpoint"));
    expect(200, server.send("DELETE", STUDIES + "/" + study + "/checkpoints"));

    server.post(STUDIES + "/" + study + "/extend", "{\"maxTrials\": 15000}");
    assertThat(server.awaitEnd(study).path("trials").longValue()).isEqualTo(15_000);
    assertThat(server.bytes(STUDIES + "/" + study + "/maps.npy").body())
        .isEqualTo(server.bytes(STUDIES + "/" + whole + "/maps.npy").body());

    String stopped = server.create(RunningServer.longStudy());
    server.stopStudy(stopped);
    assertThat(detail(server.send("DELETE", STUDIES + "/" + stopped + "/checkpoints")))
        .isEqualTo("409 study " + stopped + " is not complete and needs its checkpoints to resume");
  }

  /** Returns the archive with a text replaced, and valid digests. */
  private static byte[] changed(String name, String text, String by) throws IOException {
    String before = text(entry(entries(archive), name));
    assertThat(before).contains(text);
    return with(name, before.replace(text, by).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the archive with another content of a file, and valid digests. */
  private static byte[] with(String name, byte[] content) throws IOException {
    Map<String, byte[]> entries = entries(archive);
    String provenance =
        text(entry(entries, "provenance.json"))
            .replace(Digest.of(entry(entries, name)), Digest.of(content));
    entries.put("provenance.json", provenance.getBytes(StandardCharsets.UTF_8));
    entries.put(name, content);
    return zip(entries);
  }

  private static void assertRejected(byte[] zip, String detail) {
    assertThat(detail(importArchive(zip))).isEqualTo("422 " + detail);
    assertNothingLeft();
  }

  private static void assertNothingLeft() {
    try (Stream<Path> folders = Files.list(elsewhere.resolve("studies"))) {
      assertThat(folders).noneMatch(folder -> folder.getFileName().toString().startsWith("."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> importArchive(byte[] zip) {
    return other.send(importRequest(other, zip));
  }

  private static java.net.http.HttpRequest.Builder importRequest(RunningServer to, byte[] zip) {
    return to.request(IMPORT, "Content-Type", "application/zip")
        .POST(BodyPublishers.ofByteArray(zip));
  }

  private static byte[] exported(RunningServer from, String study) {
    HttpResponse<byte[]> response = expect(200, from.bytes(STUDIES + "/" + study + "/export"));
    return response.body();
  }

  private static Map<String, String> files(Path data, String study) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(data.resolve("studies").resolve(study))) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Digest.of(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private static Map<String, byte[]> entries(byte[] zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] entry(Map<String, byte[]> entries, String name) {
    return Objects.requireNonNull(entries.get(name), name);
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] replaced(byte[] bytes, String text, String by) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(text, by)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String detail(HttpResponse<String> refused) {
    return refused.statusCode() + " " + json(refused).path("detail").textValue();
  }
}
