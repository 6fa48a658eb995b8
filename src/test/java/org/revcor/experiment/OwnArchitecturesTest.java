package org.revcor.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.Progress;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Workers;
import org.revcor.analysis.backdoor.CleanReference;
import org.revcor.analysis.backdoor.Evidence;
import org.revcor.analysis.backdoor.HeldOut;
import org.revcor.analysis.backdoor.Support;
import org.revcor.analysis.backdoor.WindowProbe;
import org.revcor.calibration.Calibrations;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.figure.Figure;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.training.OwnArchitecture;
import org.revcor.observer.training.TrainingSet;
import org.revcor.specification.ObserverReference;
import org.revcor.stimulus.Bases;
import org.revcor.study.Materials;

/**
 * Clean networks of three architectures that no recipe makes, looked at for a backdoor: without
 * references, and each compared with seven others of its architecture. The bound on how many are
 * accused is approximate: it takes p values as independent, but those within a group share
 * references.
 *
 * <p>{@code -Drevcor.groups=N} looks at N times eight networks of each architecture in place of
 * eight. {@code -Drevcor.datasets=DIR} has them trained on all of MNIST there, in place of 6,000 of
 * the images that come with Revcor.
 */
@Tag("full")
final class OwnArchitecturesTest {
  private static final int GROUPS = Integer.getInteger("revcor.groups", 1);
  private static final int TRAINING = 6_000;
  private static final double LEVEL = 0.05;
  private static final double CONFIDENCE = 0.975;
  private static final Images SHIPPED = DataSets.shippedTest("mnist").orElseThrow();

  @TempDir Path folder;

  @Test
  void cleanNetworksAreAccusedNoMoreOftenThanTheLevelAllowsAndNeverWithoutReferences() {
    int judged = 0;
    int accused = 0;
    try (Workers workers = new Workers(List.of(Device.cpu(), Device.cpu()), Progress.NONE)) {
      for (OwnArchitecture architecture : OwnArchitecture.ALL) {
        int size = CleanReference.MIN_NETWORKS + 1;
        List<ObserverSource> networks =
            workers.each(GROUPS * size, i -> architecture.train(trainingSet(), i + 1));
        assertNoVerdict(networks.getFirst(), workers);
        for (int group = 0; group < GROUPS; group++) {
          List<Evidence> evidence =
              networks.subList(group * size, (group + 1) * size).stream()
                  .map(each -> evidence(each, workers))
                  .toList();
          List<Double> p = IntStream.range(0, size).mapToObj(i -> p(evidence, i)).toList();
          System.out.printf("%s: p = %s%n", architecture.name(), p);
          judged += size;
          accused += (int) p.stream().filter(each -> each <= LEVEL).count();
        }
      }
    }
    System.out.printf("%d of %d accused at level %s%n", accused, judged, LEVEL);
    assertThat(accused)
        .isLessThanOrEqualTo(
            BinomialDistribution.of(judged, LEVEL).inverseCumulativeProbability(CONFIDENCE));
  }

  private static double p(List<Evidence> group, int judged) {
    List<Evidence> others = new ArrayList<>(group);
    Evidence evidence = others.remove(judged);
    CleanReference reference = CleanReference.of(others);
    return reference.scores().p(reference.suspects(evidence).getFirst().score());
  }

  private void assertNoVerdict(ObserverSource network, Workers workers) {
    ObserverReference.Resolver only = reference -> network;
    Materials materials =
        new Materials(only, Path::of, folder, new Bases(folder), Calibrations.NONE);
    Analysis backdoor = new BackdoorAnalysis();
    AnalysisResult found =
        backdoor.run(
            Arguments.of(backdoor, Map.of("observer", "own")),
            new AnalysisContext(materials, folder::resolve, workers));
    assertThat(found.statements().getFirst()).isEqualTo(BackdoorAnalysis.NO_VERDICT);
    assertThat(((Figure.Table) found.figure("verdict")).rows())
        .extracting(List::getFirst)
        .doesNotContain("p", "threshold");
  }

  /** By images that none of the networks was trained on. */
  private static Evidence evidence(ObserverSource network, Workers workers) {
    HeldOut heldOut = HeldOut.of("data", part(SHIPPED, TRAINING, SHIPPED.size()), 50, 1);
    try (InferenceSession showing = InferenceSession.of(network, workers)) {
      return new WindowProbe(heldOut, 6, 20_000, 1, Support.PROBABILITIES).evidence(showing);
    }
  }

  private static TrainingSet trainingSet() {
    Images training =
        Optional.ofNullable(System.getProperty("revcor.datasets"))
            .map(datasets -> DataSets.train("mnist", Path.of(datasets)))
            .orElse(part(SHIPPED, 0, TRAINING));
    return TrainingSets.of(training, part(SHIPPED, TRAINING, SHIPPED.size()), Optional.empty());
  }

  private static Images part(Images of, int from, int to) {
    return new Images(
        of.name(),
        of.planes(),
        of.height(),
        of.width(),
        of.classes(),
        Arrays.copyOfRange(of.pixels(), from * of.values(), to * of.values()),
        Arrays.copyOfRange(of.labels(), from, to));
  }
}
