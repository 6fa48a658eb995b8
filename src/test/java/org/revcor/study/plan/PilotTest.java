package org.revcor.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

final class PilotTest {
  private static final Pilot.Limit LIMIT = new Pilot.Limit(2_000, Duration.ofMinutes(5));
  private static final StudySpecification STUDY =
      StudyFile.parseJson(
          """
          {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit"}, "estimator": "gradient",
           "block-size": 200, "stop": {"max-trials": 2000}}
          """);

  @TempDir private Path folder;

  private Materials materials() {
    return new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
  }

  private static LocalLanes start(int lanes) {
    LaneSettings settings = LaneSettings.defaults().withCpuLanes(lanes);
    return LocalLanes.start(Platform.ofThisMachine(settings.kernels()), settings);
  }

  private Pilot on(LocalLanes lanes) {
    return new Pilot(materials(), lanes, LaneSettings.defaults());
  }

  @Test
  void smallBlocksHaveWholeBatchesOfTheNetwork() throws Exception {
    URI network = getClass().getResource("/org/revcor/observer/file/fixed-batch.onnx").toURI();
    PreparedStudy study =
        PreparedStudy.of(
            StudyFile.parseJson("{\"observer\": {\"file\": \"%s\"}}".formatted(Path.of(network))),
            materials(),
            Platform.ofThisMachine(),
            Capacity.UNLIMITED);
    assertThat(study.plan().batchSize()).as("a multiple of the fixed 3").isEqualTo(30);
    assertThat(study.withMaxBlockSize(200).plan().blockSize()).isEqualTo(180);
    assertThat(study.withMaxBlockSize(20).plan().blockSize()).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"readout\": {\"kind\": \"logit\"}, \"estimator\": \"gradient\"",
        "\"readout\": {\"kind\": \"activation\", \"layer\": \"conv1\"}, \"whiten\": true,"
            + " \"ridge\": 1"
      })
  void pilotReportsTheSameAsTheStudyForAnyNumberOfLanes(String way) throws Exception {
    StudySpecification specification =
        StudyFile.parseJson(
            """
            {"observer": {"model": "mnist-cnn"}, %s,
             "block-size": 200, "stop": {"max-trials": 2000}}
            """
                .formatted(way));
    List<ChannelStatistics> reported = look(specification, 1);
    assertThat(look(specification, 2)).isEqualTo(reported);
    try (HeadlessStudy study =
        HeadlessStudy.start(
            specification,
            materials(),
            folder.resolve("out"),
            LaneSettings.defaults(),
            Duration.ofHours(1))) {
      StudyView end = study.end().toCompletableFuture().get(240, TimeUnit.SECONDS);
      assertThat(end.progress().trials()).isEqualTo(2_000);
      assertThat(reported)
          .extracting(ChannelStatistics::reliability)
          .isEqualTo(
              end.channels().stream().map(channel -> channel.quality().reliability()).toList());
    }
  }

  private List<ChannelStatistics> look(StudySpecification study, int lanes) {
    try (LocalLanes started = start(lanes)) {
      PilotReport report = on(started).run(study, LIMIT).orElseThrow();
      assertThat(report.trials()).isEqualTo(2_000);
      assertThat(report.lanes()).isEqualTo(lanes);
      assertThat(report.trialsPerSecond()).isPositive();
      return report.look().channels();
    }
  }

  @Test
  void gradientsOfStepsAreWarnedOf() throws Exception {
    URI network = getClass().getResource("/org/revcor/observer/file/stepped.pt").toURI();
    Path file = Files.copy(Path.of(network), folder.resolve("net.pt"));
    Files.writeString(folder.resolve("net.json"), "{\"input\": [1, 4, 4]}");
    StudySpecification study =
        StudyFile.parseJson(
            """
            {"observer": {"file": "%s"}, "readout": {"kind": "logit"}, "estimator": "gradient",
             "block-size": 100, "stop": {"max-trials": 20000}}
            """
                .formatted(file));
    try (LocalLanes lanes = start(1)) {
      assertThat(on(lanes).run(study, LIMIT).orElseThrow().caveats(study))
          .anyMatch(caveat -> caveat.endsWith("use estimator = average"));
    }
  }

  @Test
  void runsWholeBlocksAndNoMoreThanTheStudy() {
    try (LocalLanes lanes = start(1)) {
      Pilot pilot = on(lanes);
      assertThat(trials(pilot, 1)).isEqualTo(200);
      assertThat(trials(pilot, 999)).isEqualTo(800);
      assertThat(trials(pilot, 1_000_000)).isEqualTo(2_000);
    }
  }

  private static long trials(Pilot pilot, long most) {
    return pilot.run(STUDY, new Pilot.Limit(most, Duration.ofMinutes(5))).orElseThrow().trials();
  }

  /** Of the blocks in flight at the time limit, only the first is waited for. */
  @Test
  void runsTheFirstBlockAtATimeLimitOfZero() {
    try (LocalLanes lanes = start(1)) {
      assertThat(on(lanes).run(STUDY, new Pilot.Limit(2_000, Duration.ZERO)).orElseThrow())
          .extracting(PilotReport::trials)
          .isEqualTo(200L);
    }
  }

  @Test
  void runsNothingAfterAStop() {
    try (LocalLanes lanes = start(1)) {
      Pilot pilot = on(lanes);
      pilot.stop();
      assertThatThrownBy(() -> pilot.run(STUDY, LIMIT)).isInstanceOf(CancellationException.class);
    }
  }
}
