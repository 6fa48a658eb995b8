package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.function.Uncheck;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.cli.ProgressLine.RunProgress;
import org.revcor.file.FolderTree;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.StudyState;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;

final class ProgressLineTest {
  private static final String STUDY =
      """
      {"observer": {"model": "mnist-logistic"}, "stop": {"max-trials": 1000000000}}
      """;

  @TempDir private Path folder;

  /** A folder with the name of a result cannot be replaced, until it is deleted. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resultsThatCannotBeWrittenAreReported(boolean quiet) throws IOException {
    Path out = folder.resolve("out");
    try (HeadlessStudy study =
        HeadlessStudy.start(
            StudyFile.parseJson(STUDY),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            out,
            new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26),
            Duration.ofSeconds(30))) {
      Path obstacle = out.resolve("maps.npy");
      Files.createDirectories(obstacle.resolve("content"));
      study.stop();
      List<String> bars = new ArrayList<>();
      StringWriter lines =
          new StringWriter() {
            @Override
            public void write(String text, int from, int length) {
              super.write(text, from, length);
              if (text.contains("cannot be written") && Files.exists(obstacle)) {
                bars.add(ProgressLine.bar("", study.now().toCompletableFuture().join()));
                Uncheck.run(new FolderTree(obstacle)::delete);
              }
            }
          };
      assertThat(new RunProgress("", new PrintWriter(lines), quiet).follow(study))
          .extracting(end -> end.lifecycle().state())
          .isEqualTo(StudyState.FINISHED);
      assertThat(bars)
          .singleElement()
          .asString()
          .matches("[0-9,]+ trials  its results cannot be written .*");
      List<String> printed = lines.toString().lines().toList();
      assertThat(printed)
          .filteredOn(line -> quiet || line.contains("cannot be written"))
          .isNotEmpty()
          .allMatch(
              line ->
                  line.matches(
                      (quiet ? "" : "[0-9,]+ trials, ")
                          + "its results cannot be written \\(.*maps\\.npy.*\\);"
                          + " the study continues in memory"));
      assertThat(printed).hasSizeLessThanOrEqualTo(quiet ? 1 : Integer.MAX_VALUE);
    }
  }
}
