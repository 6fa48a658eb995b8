package org.revcor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.cli.SettingsOptions.AddressOptions;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.schema.Spelling;
import org.revcor.server.Doctor;
import org.revcor.server.Doctor.Diagnosis;
import org.revcor.server.Doctor.Diagnosis.Level;
import org.revcor.server.Settings;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description =
        "Checks Java, memory, engine, data folder, disk, ports, certificate, confinement"
            + " and data sets for a server with these settings, and whether lanes compute equal sums"
            + " again; states what to correct. Changes nothing.",
    exitCodeList = {"0:no problem", "1:a server cannot run", "2:a setting is invalid"})
final class DoctorCommand extends PrintingCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Mixin private AddressOptions address;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Settings settings = options.read(address.given());
    List<Diagnosis> diagnoses =
        new ArrayList<>(new Doctor(settings).diagnoses().peek(this::print).toList());
    if (diagnoses.stream().noneMatch(each -> isProblem(each) && each.subject().equals("engine"))) {
      SelfTest lanes = new SelfTest(SettingsOptions.materials(settings), settings.lanes());
      lanes.diagnoses().peek(this::print).forEach(diagnoses::add);
    }
    json.print(diagnoses);
    return diagnoses.stream().anyMatch(DoctorCommand::isProblem) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static boolean isProblem(Diagnosis diagnosis) {
    return diagnosis.level() == Diagnosis.Level.PROBLEM;
  }

  private void print(Diagnosis diagnosis) {
    json.text()
        .printf(
            "%-12s %-8s %s%n",
            diagnosis.subject(), Spelling.word(diagnosis.level()), diagnosis.text());
  }

  /** Checks with the shipped network that the lanes of this machine compute equal sums again. */
  private static final class SelfTest {
    private static final String SUBJECT = "lanes";

    private static final String STUDY =
        """
        {"study": {"seed": 1, "observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "white-noise"},
         "readout": {"kind": "probability"}, "estimator": "%s", "stop": {"max-trials": 1000000}}}\
        """;

    /** Blocks of 1,000 trials of each check. */
    private static final int BLOCKS = 5;

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final Platform platform;
    private final LaneSettings lanes;
    private final Materials materials;

    SelfTest(Materials materials, LaneSettings lanes) {
      this.platform = Platform.ofThisMachine(lanes.kernels());
      this.lanes = lanes;
      this.materials = materials;
    }

    /** Returns the diagnoses; each check runs when its diagnosis is taken. */
    Stream<Diagnosis> diagnoses() {
      return Stream.of("average", "gradient").map(word -> same(word, sums(word), sums(word)));
    }

    private static Diagnosis same(String estimator, double[] first, double[] second) {
      boolean same = Arrays.equals(first, second);
      return new Diagnosis(
          SUBJECT,
          same ? Level.OK : Level.PROBLEM,
          "sums of %ss computed twice %s"
              .formatted(estimator, same ? "are equal" : "differ; do not use this machine"));
    }

    private double[] sums(String estimator) {
      StudySpecification specification = StudyFile.parseJson(STUDY.formatted(estimator));
      PreparedStudy study =
          PreparedStudy.of(specification, materials, platform, Capacity.of(platform, lanes));
      try (LocalLanes started = LocalLanes.start(platform, lanes)) {
        return started
            .of("selftest", study)
            .tallies(0, BLOCKS)
            .map(SelfTest::values)
            .runWith(Sink.seq(), Materializer.matFromSystem(started.system()))
            .toCompletableFuture()
            .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
            .join()
            .stream()
            .flatMapToDouble(Arrays::stream)
            .toArray();
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
      }
    }

    private static double[] values(Tally tally) {
      return Stream.of(tally.a(), tally.b())
          .flatMap(half -> half.sums().values().stream())
          .flatMap(Arrays::stream)
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }
  }
}
