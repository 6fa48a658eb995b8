package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests exports, and run directories that are put into the data folder of another server. */
@Tag("full")
final class ArchiveEndpointsTest {
  private static final String STUDIES = "/api/v1/studies";
  private static final String SOME = RunningServer.study("some", "{\"max-trials\": 5000}");
  private static final String MORE = RunningServer.study("more", "{\"max-trials\": 15000}");

  @TempDir static Path here;
  @AutoClose private static RunningServer server;
  private static String id;
  private static String whole;
  private static byte[] archive;

  @BeforeAll
  static void exportAStudy() {
    server = RunningServer.start(here);
    id = server.create(SOME);
    server.awaitEnd(id);
    archive = exported(server, id);
    whole = server.create(MORE);
    server.awaitEnd(whole);
  }

  @Test
  void anArchiveContainsTheFilesOfTheStudy() throws IOException {
    Map<String, byte[]> entries = entries(archive);

    assertThat(entries)
        .containsKeys(
            "study.json",
            "record.json",
            "maps.npy",
            "errors.npy",
            "counts.npy",
            "history.csv",
            "summary.json",
            "digests.json",
            "checkpoint-5000");
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      assertThat(here.resolve("studies").resolve(id).resolve(entry.getKey()))
          .hasBinaryContent(entry.getValue());
    }
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
  void anUnpackedArchiveIsListedAtTheNextStart_andResumesToTheSameBytes(
      @TempDir Path elsewhere, @TempDir Path run) throws IOException {
    Path studies = Files.createDirectories(elsewhere.resolve("studies"));
    Path unfinished = Files.createDirectories(studies.resolve(".staging-unfinished"));
    Files.writeString(unfinished.resolve("maps.npy"), "half");
    String paused = server.createPaused(MORE);
    unpack(archive, studies.resolve("copied"));
    unpack(exported(server, paused), studies.resolve(paused));

    try (RunningServer other = RunningServer.start(elsewhere)) {
      assertThat(unfinished).doesNotExist();
      ObjectNode copied = (ObjectNode) other.study("copied");
      assertThat(copied.put("id", id)).isEqualTo(server.study(id));
      assertThat(other.study(paused).path("state").textValue()).isEqualTo("paused");

      expect(202, other.post(STUDIES + "/copied/extend", "{\"maxTrials\": 15000}"));
      expect(202, other.send("POST", STUDIES + "/" + paused + "/resume"));
      for (String each : List.of("copied", paused)) {
        assertThat(other.awaitEnd(each).path("trials").longValue()).isEqualTo(15_000);
        for (String file : List.of("maps.npy", "errors.npy", "history.csv")) {
          assertThat(studies.resolve(each).resolve(file))
              .hasSameBinaryContentAs(here.resolve("studies").resolve(whole).resolve(file));
        }
      }
    }
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

  private static byte[] exported(RunningServer from, String study) {
    HttpResponse<byte[]> response = expect(200, from.bytes(STUDIES + "/" + study + "/export"));
    return response.body();
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

  private static void unpack(byte[] zip, Path folder) throws IOException {
    Files.createDirectory(folder);
    for (Map.Entry<String, byte[]> entry : entries(zip).entrySet()) {
      Files.write(folder.resolve(entry.getKey()), entry.getValue());
    }
  }

  private static String detail(HttpResponse<String> refused) {
    return refused.statusCode() + " " + json(refused).path("detail").textValue();
  }
}
