package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.registry.AnalysisRegistry;

/**
 * Compares the results of small studies and of all analyses with recorded ones. {@code
 * digests/runs.conf} names the runs, {@code digests/digests.csv} has a digest of each file, and
 * {@code digests/arrays.zip} has maps and other numbers as float32.
 *
 * <p>On the platform that the numeric plans of the recorded studies name, digests are compared.
 * Elsewhere arrays are, within {@value DigestedResults#TOLERANCE} of their largest absolute value.
 * The test prints which of the two it did.
 *
 * <p>All files of a run directory and of an analysis count, without
 *
 * <ul>
 *   <li>what the clock determines: the fields {@code seconds}, {@code trialsPerSecond}, {@code
 *       created} and {@code ended} of JSON files, and all columns of {@code looks.csv} but the
 *       trials;
 *   <li>the path of the temporary folder;
 *   <li>of checkpoints, all but their numbers, since their header has the time that was taken, and
 *       in {@code record.json} the digest of the checkpoint;
 *   <li>of PNG images, also within SVG files, the compression, which depends on the Java runtime,
 *       and black pixels, since labels are drawn in black with the fonts of the machine.
 * </ul>
 *
 * <p>What is printed does not count. For other platforms there are no standard errors, which differ
 * by more where a network hardly varies, no arrays of more than ten thousand values, and no axes,
 * whose sign is arbitrary.
 *
 * <p>{@code mvn test -Pfull -Dtest=ResultDigestsTest -Drevcor.record-digests=true} records the
 * results again, on two lanes and on one, and writes nothing if the two differ. Do that only for a
 * change that is meant to change results.
 */
final class ResultDigestsTest {
  private static final boolean RECORDS = Boolean.getBoolean("revcor.record-digests");
  private static final String RESOURCES = "src/test/resources/org/revcor/cli/digests";
  private static final Pattern VALID = Pattern.compile("it must be one of ([^;\n]+)");

  @TempDir private Path folder;

  @Tag("full")
  @Test
  void resultsAreThoseRecorded() throws IOException, URISyntaxException {
    DigestedResults found = DigestedRuns.of(Files.createDirectory(folder.resolve("two")), 2);
    if (RECORDS) {
      DigestedResults other = DigestedRuns.of(Files.createDirectory(folder.resolve("one")), 1);
      assertThat(found.differences(other)).isEmpty();
      found.write(Path.of(System.getProperty("revcor.home", "."), RESOURCES));
      return;
    }
    DigestedResults recorded =
        DigestedResults.read(
            Path.of(Objects.requireNonNull(getClass().getResource("digests")).toURI()));
    System.out.println("Recorded results: " + recorded.comparison(found));
    assertThat(recorded.differences(found)).isEmpty();
  }

  @Test
  void runsCoverAllAnalyses() {
    List<String> recorded =
        DigestedRuns.RUNS.getObject("analyses").unwrapped().values().stream()
            .map(line -> line.toString().split(" ", 2)[0])
            .toList();
    List<String> names = AnalysisRegistry.all().stream().map(Analysis::name).toList();
    assertThat(names).contains("feedback", "backdoor", "stimulate");
    assertThat(recorded).containsAll(names);
  }

  /** The refusal of another value names the valid ones. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stimulus.kind | stimulus.kind = other
          stimulus.law | stimulus.law = other
          stimulus.space | stimulus { kind = gabor-pca, basis = gabor-mnist, space = other }
          readout.kind | readout.kind = other
          estimator | estimator = other
          gradient-channel | estimator = gradient, gradient-channel = other
          conventions | conventions = other
          observer.edits.kind | observer.edits = [{ kind = other }]
          stop.require | stop { precision = 1, reliability = 0.5, require = other }
          """)
  void runsCoverAllValuesOf(String key, String wrong) throws IOException {
    Path study =
        Files.writeString(
            folder.resolve("study.conf"), "study { observer.model = mnist-cnn, " + wrong + " }");
    String refusal = CommandRun.of("run", study.toString(), "--out", folder.toString()).err();
    Matcher valid = VALID.matcher(refusal);
    assertThat(valid.find()).as(refusal).isTrue();
    String lastKey = key.substring(key.lastIndexOf('.') + 1);
    String studies = DigestedRuns.RUNS.getObject("studies").render(ConfigRenderOptions.concise());
    assertThat(valid.group(1).strip().split(", "))
        .allSatisfy(
            value -> assertThat(studies).contains("\"%s\":\"%s\"".formatted(lastKey, value)));
  }
}
