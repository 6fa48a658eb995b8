package org.revcor.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.ObserverFailedException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.SignalToNoise;
import org.revcor.estimate.StoppingDecision;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingSet;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Bases;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

final class RecommenderTest {
  private static final String IN_TURN =
      "gradients of %ss need the fewest stimuli: each stimulus serves one channel in turn, so rare"
          + " classes have maps too; uniform noise suffices, since they do not saturate";
  private static final String SELECTED =
      "gradients of probabilities need far fewer stimuli than averages; each stimulus gives the"
          + " gradient of one channel, drawn by its probabilities";
  private static final String AVERAGES =
      "averages of probabilities need fewer stimuli than those of labels; their logarithms"
          + " (readout.centred = true) may need fewer still";
  private static final StudySpecification REQUESTED =
      StudyFile.parseJson("{\"observer\": {\"model\": \"net\"}, \"seed\": 7}");

  @TempDir private Path folder;

  /**
   * Recommends with real lanes; the limit is a number of trials, so that nothing depends on the
   * clock.
   */
  private Recommendation recommended(String study) {
    Materials materials =
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
    LaneSettings lanes = new LaneSettings(2, Duration.ofMinutes(2), 2, 1L << 30);
    try (LocalLanes started = LocalLanes.start(Platform.ofThisMachine(lanes.kernels()), lanes)) {
      return Recommender.by(
              new Pilot(materials, started, lanes), new Pilot.Limit(4_000, Duration.ofMinutes(5)))
          .recommend(StudyFile.parseJson(study))
          .orElseThrow();
    }
  }

  private static List<String> candidates(Recommendation recommendation) {
    return recommendation.candidates().stream()
        .map(candidate -> name(candidate.specification()))
        .toList();
  }

  @Test
  void regressionUnderNoiseOfTheDataSet() {
    Recommendation recommendation =
        recommended(
            """
            {"observer": {"model": "mnist-cnn"}, "seed": 3, "stop": {"max-trials": 50000}}\
            """);
    assertThat(candidates(recommendation)).containsExactly("regression of logit, noise of mnist");
    assertThat(recommendation.reasons())
        .containsExactly(
            "noise of mnist elicits every class, so maps need the fewest stimuli; they show what"
                + " its components can show");
    assertThat(recommendation.warnings()).isEmpty();
    assertThat(StudyFile.toHocon(recommendation.specification()))
        .startsWith("study {\n")
        .contains("    estimator=regression\n", "        kind=pca-noise\n");
    PilotReport pilot = recommendation.candidates().getFirst().pilot().orElseThrow();
    assertThat(pilot.worst(0.95).trials()).isLessThanOrEqualTo(4_000);
  }

  @Test
  void allCandidatesAreTriedIfTheRegressionIsTooShort() {
    Recommendation recommendation =
        recommended(
            """
            {"observer": {"model": "mnist-cnn"}, "stop": {"reliability": 0.9999}}\
            """);
    assertThat(candidates(recommendation))
        .containsExactly(
            "regression of logit, noise of mnist",
            "gradient of logit, uniform white noise",
            "gradient of probability, uniform white noise",
            "average of logit, uniform white noise",
            "average of probability, uniform white noise",
            "average of label, uniform white noise");
    assertThat(recommendation.chosen()).isZero();
  }

  @Test
  void averagesOfLogitsForABlackBox() throws Exception {
    Recommendation recommendation =
        recommended(
            """
            {"observer": {"file": "%s", "input": [1, 4, 4]}, "name": "mine"}\
            """
                .formatted(network("black-box")));
    assertThat(candidates(recommendation))
        .containsExactly(
            "average of logit, uniform white noise",
            "average of probability, uniform white noise",
            "average of label, uniform white noise");
    assertThat(recommendation.chosen()).isZero();
    assertThat(recommendation.specification().name()).isEqualTo("mine");
    assertThat(recommendation.reasons())
        .containsExactly(
            "black-box.pt is a black box: it gives no gradients",
            "averages of logits, centred on the mean of all stimuli, need fewer stimuli than those"
                + " of probabilities or labels");
  }

  @Test
  void unitsForAnAutoEncoder() throws IOException {
    Images all = DataSets.shippedTest("mnist").orElseThrow();
    Images images =
        new Images(
            "mnist",
            1,
            28,
            28,
            all.classes(),
            Arrays.copyOf(all.pixels(), 100 * 784),
            Arrays.copyOf(all.labels(), 100));
    Training.run(
            Recipe.named("mnist-autoencoder"),
            new TrainingSet(images, images),
            new TrainingOptions("mine", 1, 1, 50, 1e-3, 1),
            progress -> {})
        .orElseThrow()
        .write(folder);
    Recommendation recommendation = recommended("{\"observer\": {\"model\": \"mine\"}}");
    assertThat(candidates(recommendation))
        .containsExactly(
            "gradient of activation, uniform white noise",
            "average of activation, uniform white noise");
    assertThat(recommendation.chosen()).isZero();
    assertThat(recommendation.reasons())
        .containsExactly(
            "mine gives images, so there is no class to map; code is its narrowest layer",
            IN_TURN.formatted("activation"));
    assertThat(recommendation.candidates().getFirst().pilot().orElseThrow().channels()).hasSize(9);
  }

  @Test
  void gaussianNoiseForSaturatedProbabilities() {
    Recommendation recommendation =
        simulated(
            OutputKind.PROBABILITIES,
            true,
            Map.of(
                "gradient of probability, uniform white noise", report(900, 500, 50, 400),
                "gradient of probability, gaussian white noise", report(700, 500, 300, 400),
                "average of probability, uniform white noise", report(951, 500, 50, 300),
                "average of label, uniform white noise", report(951, 951, 49, 49)));
    assertThat(candidates(recommendation).getFirst())
        .isEqualTo("gradient of probability, gaussian white noise");
    assertThat(recommendation.chosen()).isZero();
    assertThat(StudyFile.toJson(recommendation.specification()).at("/study/stimulus"))
        .hasToString("{\"kind\":\"white-noise\",\"law\":\"gaussian\",\"mean\":0.5,\"sd\":0.2887}");
    assertThat(recommendation.reasons())
        .containsExactly(
            "net gives probabilities, not logits",
            "under uniform noise its probabilities are saturated: one class takes 95.0 % of them",
            SELECTED
                + ", and Gaussian noise of mean 0.5 and the uniform law's variance has the lighter"
                + " tails (a standard normal law has worse)");
  }

  @Test
  void gaussianNoiseIfFewStimuliCarryTheGradients() {
    Recommendation recommendation =
        simulated(
            OutputKind.PROBABILITIES,
            true,
            Map.of(
                "gradient of probability, uniform white noise", report(700, 500, 300, 49),
                "gradient of probability, gaussian white noise", report(700, 500, 300, 400),
                "average of probability, uniform white noise", report(700, 500, 300, 100),
                "average of label, uniform white noise", report(700, 700, 300, 300)));
    assertThat(recommendation.specification().stimuli().kind())
        .isEqualTo(recommendation.candidates().getFirst().specification().stimuli().kind());
    assertThat(recommendation.reasons())
        .contains(
            "under uniform noise its probabilities are saturated: at least half of the gradients'"
                + " maps have fewer than 50 effective trials");
  }

  @Test
  void averagesOfProbabilitiesForABlackBox() {
    Recommendation recommendation =
        simulated(
            OutputKind.PROBABILITIES,
            false,
            Map.of(
                "average of probability, uniform white noise", report(700, 500, 300, 100),
                "average of label, uniform white noise", report(700, 700, 300, 300)));
    assertThat(recommendation.specification().readout().word()).isEqualTo("probability");
    assertThat(recommendation.reasons())
        .containsExactly(
            "net is a black box: it gives no gradients",
            "net gives probabilities, not logits",
            AVERAGES);
  }

  @Test
  void labelsIfProbabilitiesAreZeroOrOne() {
    Recommendation recommendation =
        simulated(
            OutputKind.PROBABILITIES,
            false,
            Map.of(
                "average of probability, uniform white noise", report(1_000, 1_000, 0, 0),
                "average of label, uniform white noise", report(1_000, 1_000, 0, 0)));
    assertThat(recommendation.specification().readout().word()).isEqualTo("label");
    assertThat(recommendation.reasons())
        .containsExactly(
            "net is a black box: it gives no gradients",
            "net gives probabilities, not logits",
            "every probability in the pilot was 0 or 1, so it carries no more than the label",
            "labels are the last resort: they carry the least information, and none about a class"
                + " that noise never elicits");
    assertThat(recommendation.warnings())
        .containsExactly(
            "no stimulus of the pilot has a response in b; channels without responses have no map");
  }

  @Test
  void failedCandidatesAreSkippedAndNamed() {
    Recommendation recommendation =
        simulated(
            OutputKind.LOGITS,
            true,
            Map.of(
                "gradient of probability, uniform white noise", blank(),
                "average of logit, uniform white noise", report(700, 1_000, 300, 1_000),
                "average of probability, uniform white noise", report(700, 500, 300, 100),
                "average of label, uniform white noise", report(700, 700, 300, 300)));
    assertThat(recommendation.chosen()).isEqualTo(2);
    assertThat(recommendation.reasons())
        .startsWith(
            "gradient of logit does not work: net failed",
            "gradient of probability does not work: the maps of the pilot are blank");
    assertThat(recommendation.candidates().getFirst().problem()).hasValue("net failed");
  }

  @Test
  void stimuliAreSmallerIfMapsOfAllPixelsDoNotFit() {
    Recommendation recommendation =
        simulated(
            net(OutputKind.LOGITS, false, 3, 64),
            Map.of("regression of logit, noise of cifar-10", report(700, 1_000, 300, 1_000)));

    assertThat(StudyFile.toHocon(recommendation.specification()).replaceAll("\\s", ""))
        .contains("size=[32,32]");
    assertThat(recommendation.reasons())
        .contains("stimuli have 32 x 32 pixels, since larger maps do not work: net failed");
    assertThat(recommendation.candidates()).hasSizeGreaterThan(1);
  }

  @Test
  void observerThatAlwaysFailsIsRefused() {
    assertRefused(
        () -> simulated(OutputKind.LOGITS, false, Map.of()),
        "study.observer is an observer that cannot be studied (net failed); it must be an"
            + " observer whose outputs depend on noise");
  }

  @Test
  void nothingIsSuggestedWithoutAResponseInTime() {
    assertThat(
            new Recommender(
                    reference -> net(OutputKind.LOGITS, true),
                    new Bases(folder),
                    study -> Optional.empty())
                .recommend(REQUESTED))
        .isEmpty();
  }

  private static Recommendation simulated(
      OutputKind output, boolean differentiable, Map<String, PilotReport> pilots) {
    return simulated(net(output, differentiable), pilots);
  }

  private static Recommendation simulated(ObserverSource net, Map<String, PilotReport> pilots) {
    return new Recommender(
            reference -> net,
            new Bases(Path.of("none")),
            study ->
                Optional.of(
                    Optional.ofNullable(pilots.get(name(study)))
                        .orElseThrow(() -> new ObserverFailedException("net failed"))))
        .recommend(REQUESTED)
        .orElseThrow();
  }

  private static ObserverSource net(OutputKind output, boolean differentiable) {
    return net(output, differentiable, 1, 10);
  }

  private static ObserverSource net(
      OutputKind output, boolean differentiable, int planes, int side) {
    return new Described(
        new ObserverDescription(
            "net",
            ObserverInput.unchanged(planes, side, side),
            output,
            2,
            List.of("a", "b"),
            "",
            "",
            List.of(LayerDescription.flat("output", 2)),
            differentiable,
            false));
  }

  private static String name(StudySpecification study) {
    return "%s of %s, %s"
        .formatted(
            Spelling.word(study.estimation().estimator()),
            study.readout().word(),
            study.stimuli().kind().words());
  }

  private static PilotReport blank() {
    return report(blank(700), blank(300));
  }

  private static ChannelStatistics blank(double count) {
    SignalToNoise unknown = new SignalToNoise(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    return new ChannelStatistics(count, count, unknown, 0, 0);
  }

  private static ChannelStatistics known(double count, double nEff) {
    return new ChannelStatistics(count, nEff, new SignalToNoise(18, 0.9, 100, 1e6), 0, 0);
  }

  /** A report of two channels, a and b, with reliable maps. */
  private static PilotReport report(double countA, double nEffA, double countB, double nEffB) {
    return report(known(countA, nEffA), known(countB, nEffB));
  }

  private static PilotReport report(ChannelStatistics a, ChannelStatistics b) {
    return new PilotReport(
        List.of("a", "b"),
        new StoppingDecision(REQUESTED.stop(), 100).evaluate(1_000, List.of(a, b)),
        500,
        1,
        0,
        0,
        0);
  }

  private Path network(String name) throws Exception {
    return Path.of(getClass().getResource("/org/revcor/observer/file/" + name + ".pt").toURI());
  }

  /** Never loaded. */
  private record Described(ObserverDescription description) implements ObserverSource {
    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public Observer load(Device device) {
      throw new AssertionError();
    }
  }
}
