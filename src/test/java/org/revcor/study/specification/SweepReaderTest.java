package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.InvalidInputException;
import org.revcor.observer.ClassReadout;
import org.revcor.study.specification.StudyFile.Sweep;

final class SweepReaderTest {
  @TempDir private Path folder;

  private Sweep read(String text, OptionalInt seeds, Consumer<StudySpecification> usable)
      throws IOException {
    return StudyFile.readAll(Files.writeString(folder.resolve("study.conf"), text), seeds, usable);
  }

  private static void any(StudySpecification study) {
    // every study is fine
  }

  private Sweep read(String text) throws IOException {
    return read(text, OptionalInt.empty(), SweepReaderTest::any);
  }

  @Test
  void aFileWithoutASweepIsItsStudy() throws IOException {
    String text = "study { observer.model = m, readout.kind = logit, seed = 7 }";
    Sweep sweep = read(text);
    assertThat(sweep.studies()).containsExactly(StudyFile.read(folder.resolve("study.conf")));
    assertThat(sweep.leftOut()).isEmpty();
  }

  @Test
  void aSweepIsEveryCombination_seedsInnermost() throws IOException {
    Sweep sweep =
        read(
            """
            study { observer.model = m, stop.max-trials = 500 }
            sweep {
              stimulus = [white-noise, { kind = gabor-pca, basis = b }]
              readout = [label, { kind = logit }]
              seed = [3, 1]
            }
            """);
    assertThat(sweep.studies())
        .extracting(study -> study.stimuli().kind().words())
        .containsExactly(
            "uniform white noise",
            "uniform white noise",
            "uniform white noise",
            "uniform white noise",
            "b noise",
            "b noise",
            "b noise",
            "b noise");
    assertThat(sweep.studies().subList(0, 4))
        .extracting(StudySpecification::readout)
        .containsExactly(
            ClassReadout.LABEL, ClassReadout.LABEL, ClassReadout.LOGIT, ClassReadout.LOGIT);
    assertThat(sweep.studies())
        .extracting(StudySpecification::seed)
        .containsExactly(3L, 1L, 3L, 1L, 3L, 1L, 3L, 1L);
    assertThat(sweep.studies())
        .allSatisfy(study -> assertThat(study.stop().maxTrials()).hasValue(500L));
  }

  @Test
  void seedsCountUpFromTheStudysOwn() throws IOException {
    assertThat(
            read("study { observer.model = m, seed = 5 }", OptionalInt.of(3), SweepReaderTest::any)
                .studies())
        .extracting(StudySpecification::seed)
        .containsExactly(5L, 6L, 7L);
    assertThat(
            read("study { observer.model = m }", OptionalInt.of(2), SweepReaderTest::any).studies())
        .extracting(StudySpecification::seed)
        .containsExactly(1L, 2L);
  }

  @Test
  void aCombinationThatIsRefusedIsLeftOut_onceForAllSeeds() throws IOException {
    Sweep sweep =
        read(
            """
            study { observer.model = m }
            sweep { stimulus = [white-noise, bubbles], readout = [label, logit], seed = [1, 2] }
            """,
            OptionalInt.empty(),
            study -> {
              if (study.readout() == ClassReadout.LOGIT
                  && study.stimuli().kind() instanceof BubblesKind) {
                throw new InvalidInputException("study.readout.kind", "logit", "another");
              }
            });
    assertThat(sweep.studies()).hasSize(6);
    assertThat(sweep.leftOut())
        .containsExactly(
            new Sweep.LeftOut("bubbles, logit", "study.readout.kind is logit; it must be another"));
  }

  @Test
  void aValueThatIsRefusedInEveryCombinationIsAMistake_namedWhereItStands() {
    assertRefused(
        () ->
            read(
                """
                    study { observer.model = m }
                    sweep {
                      stimulus = [white-noise, { kind = white-noise, lwa = uniform }]
                      readout = [label, logit]
                    }
                    """),
        "sweep.stimulus[1].lwa is an unknown key; it must be one of kind, law, mean,"
            + " sd, p, size, antithetic; did you mean law?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep { readuot = [label] } | sweep.readuot is an unknown key; it must be one of observer,"
            + " stimulus, readout, estimator, gradient-channel, conventions, seed; did you mean"
            + " readout?",
        "sweep { readout = label } | sweep.readout is \"label\"; it must be a list of distinct"
            + " values of readout",
        "sweep { readout = [] } | sweep.readout is []; it must be a list of distinct values of"
            + " readout",
        "sweep { seed = [1, 1] } | sweep.seed is [1,1]; it must be a list of distinct values of"
            + " seed",
        "sweep { seed = [1, two] } | sweep.seed[1] is \"two\"; it must be a whole number from"
            + " -9223372036854775808 to 9223372036854775807, without quotes",
        "sweep { readout = [lable, logit] } | sweep.readout[0].kind is lable; it must be one of"
            + " label, probability, logit, activation; did you mean label?",
        "sweep { estimator = [averge] } | sweep.estimator[0] is averge; it must be ",
        "sweep { stimulus = [bubbles] }, study.stimulus.kind = bubbles | study.stimulus is"
            + " {\"kind\":\"bubbles\"}; it must be left out, since sweep.stimulus gives it",
        "sweep = 3 | sweep is 3; it must be an object, { ... }",
        "study.naem = a, sweep { seed = [1, 2] } | study.naem is an unknown key; it must be one of"
            + " name, ",
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertRefused(() -> read("study { observer.model = m }\n" + text))
        .hasMessageStartingWith(message);
  }

  @Test
  void tooManyStudiesAreRefused() {
    String seeds =
        IntStream.range(0, 501).mapToObj(String::valueOf).collect(Collectors.joining(","));
    assertThatThrownBy(
            () ->
                read(
                    "study { observer.model = m }\nsweep { readout = [label, logit], seed = [%s] }"
                        .formatted(seeds)))
        .hasMessage(
            "sweep is a sweep of 1,002 studies; it must be a sweep of at most 1,000 studies");
  }

  @Test
  void seedsTwiceAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    "study { observer.model = m }\nsweep { seed = [1, 2] }",
                    OptionalInt.of(3),
                    SweepReaderTest::any))
        .hasMessage("--seeds is 3; it must be left out, since sweep.seed lists them");
  }

  @Test
  void oneStudyIsNoSweep() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sweep.conf"), "study { observer.model = m }\nsweep { seed = [1] }");
    assertThatThrownBy(() -> StudyFile.read(file))
        .hasMessage(
            "sweep is present; it must be left out for a single study; revcor compare runs a"
                + " sweep");
  }
}
