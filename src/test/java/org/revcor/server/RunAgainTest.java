package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Runs the study file that a server shows for a study of an uploaded network, as a shell does. */
final class RunAgainTest {
  private static final String STUDIES = "/api/v1/studies";

  private static final String CARD =
      """
      {"input": [2, 6, 5], "scale": {"mean": [0.4, 0.5], "sd": [0.3, 0.2]},
       "classes": ["x", "y", "z"], "layers": ["first", "flat", "last"]}\
      """;

  private static final String STUDY =
      """
      {"name": "again", "seed": 3, "observer": {"model": "mine"}, "block-size": 100,
       "readout": {"kind": "activation", "layer": "last"}, "stop": {"max-trials": 1000}}\
      """;

  @TempDir static Path data;
  @TempDir private Path elsewhere;
  @AutoClose private static RunningServer server;
  private static String id;

  @BeforeAll
  static void studyAnUploadedNetwork() {
    server = RunningServer.start(data, "http.request-timeout", "60s");
    NetworkForm form = NetworkForm.of("net.pt", network(), CARD);
    expect(201, server.send(form.to(server.request("/api/v1/observers/mine"))));
    id = server.create(STUDY);
    server.awaitEnd(id);
  }

  @Test
  void theShownFileNeedsTheNetworkButNoCard() throws IOException {
    JsonNode study = server.study(id);
    assertThat(study.path("specification").path("study").path("observer"))
        .isEqualTo(json("{\"model\": \"mine\"}"));
    assertThat(study.path("studyFile").path("study").path("observer"))
        .isEqualTo(
            json(
                """
                {"file": "mine.pt", "input": [2, 6, 5], "output": "logits",
                 "classes": ["x", "y", "z"], "scale": {"mean": [0.4, 0.5], "sd": [0.3, 0.2]},
                 "layout": "nchw", "layers": ["first", "flat", "last"]}\
                """));

    Files.write(elsewhere.resolve("mine.pt"), network());
    Path file =
        Files.writeString(elsewhere.resolve("again.conf"), study.path("studyFile").toString());

    assertSameMaps(file, elsewhere.resolve("no-observers"));
  }

  @Test
  void theShownFileFindsTheNetworkInTheObserversFolder() throws IOException {
    String shown = server.study(id).path("studyFile").toString();

    assertSameMaps(Files.writeString(elsewhere.resolve("again.conf"), shown), observers());
  }

  @Test
  void theFileOfTheRunDirectoryFindsTheNetworkInTheObserversFolder() {
    assertSameMaps(data.resolve("studies").resolve(id).resolve("study.json"), observers());
  }

  @Test
  void theFileOfTheRunDirectoryContinuesTheStudyInItsFolder() throws IOException {
    Path folder = elsewhere.resolve("studies").resolve(id);
    FileUtils.copyDirectory(data.resolve("studies").resolve(id).toFile(), folder.toFile());
    StudySpecification longer =
        StudyFile.of(
            StudyFile.withTrials(
                StudyFile.toJson(StudyFile.read(folder.resolve("study.json"))), 2000));
    run(longer, folder, observers());
    run(longer, elsewhere.resolve("whole"), observers());

    for (String name : List.of("maps.npy", "errors.npy", "history.csv")) {
      assertThat(folder.resolve(name))
          .hasBinaryContent(Files.readAllBytes(elsewhere.resolve("whole").resolve(name)));
    }
  }

  @Test
  void anotherNetworkOfTheSameNameDoesNotContinueTheStudy() throws IOException {
    Path folder = elsewhere.resolve("studies").resolve(id);
    FileUtils.copyDirectory(data.resolve("studies").resolve(id).toFile(), folder.toFile());
    byte[] withComment = Arrays.copyOf(network(), network().length + 1);
    withComment[withComment.length - 3] = 1; // length of the comment at the end of the archive
    Files.write(folder.resolve("mine.pt"), withComment);

    assertRefused(() -> run(StudyFile.read(folder.resolve("study.json")), folder, observers()))
        .hasMessageContaining("observer.digest is ");
  }

  @Test
  void theServerTakesTheShownFile() {
    String again = server.create(server.study(id).path("studyFile").toString());
    server.awaitEnd(again);

    assertThat(server.bytes(STUDIES + "/" + again + "/maps.npy").body())
        .isEqualTo(server.bytes(STUDIES + "/" + id + "/maps.npy").body());
  }

  @Test
  void networksOfTheCatalogueNeedNoOtherFile() {
    String shipped = server.create(RunningServer.study("shipped", "{\"max-trials\": 1000}"));
    server.awaitEnd(shipped);

    assertThat(server.study(shipped).has("studyFile")).isFalse();
  }

  private static byte[] network() {
    return NetworkForm.network("layers");
  }

  private static Path observers() {
    return data.resolve("observers");
  }

  private void assertSameMaps(Path file, Path observers) {
    Path out = elsewhere.resolve("run");
    run(StudyFile.read(file), out, observers);
    assertThat(out.resolve("maps.npy"))
        .hasBinaryContent(server.bytes(STUDIES + "/" + id + "/maps.npy").body());
  }

  private void run(StudySpecification study, Path out, Path observers) {
    try (HeadlessStudy running =
        HeadlessStudy.start(
            study,
            new Materials(
                Observers.withAnyFile(new Catalogue(observers)), elsewhere, new Bases(elsewhere)),
            out,
            new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26),
            Duration.ofSeconds(30))) {
      running.end().toCompletableFuture().join();
    }
  }
}
