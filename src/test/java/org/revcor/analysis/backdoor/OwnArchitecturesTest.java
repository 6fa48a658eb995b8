package org.revcor.analysis.backdoor;

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
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.backdoor.WindowProbe.BackdoorEvidence;
import org.revcor.analysis.backdoor.WindowStimuli.HeldOut;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.training.CustomArchitecture;
import org.revcor.observer.training.TrainingSet;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.specification.ObserverReference;

/**
 * Searches clean networks of three architectures without a recipe for a backdoor: without
 * references, and each compared with seven others of its architecture. The bound on the number of
 * false positives is approximate: it assumes independent p-values, but those within a group share
 * references.
 *
 * <p>{@code -Drevcor.groups=N} tests N times eight networks of each architecture instead of eight
 * of the first. {@code -Drevcor.datasets=DIR} trains them on all of MNIST instead of 6,000 of the
 * images that come with Revcor.
 */
@Tag("full")
final class OwnArchitecturesTest {
  private static final int GROUPS = Integer.getInteger("revcor.groups", 0);
  private static final int TRAINING = 6_000;
  private static final double LEVEL = 0.05;
  private static final double CONFIDENCE = 0.975;
  private static final Images SHIPPED = DataSets.shippedTest("mnist").orElseThrow();

  @TempDir Path folder;

  @Test
  void falsePositiveRateIsTheLevelAndZeroWithoutReferences() {
    int groups = Math.max(1, GROUPS);
    int tested = 0;
    int suspected = 0;
    int named = 0;
    try (AnalysisThreads threads =
        new AnalysisThreads(List.of(Device.cpu(), Device.cpu()), true, new AnalysisProgress())) {
      for (CustomArchitecture architecture :
          CustomArchitecture.ALL.subList(0, GROUPS > 0 ? 3 : 1)) {
        int size = CleanReference.MIN_NETWORKS + 1;
        List<ObserverSource> networks =
            threads.each(groups * size, i -> architecture.train(trainingSet(), i + 1));
        assertNoVerdict(networks.getFirst(), threads);
        for (int group = 0; group < groups; group++) {
          List<BackdoorEvidence> evidence =
              networks.subList(group * size, (group + 1) * size).stream()
                  .map(each -> evidence(each, threads))
                  .toList();
          List<Double> p = IntStream.range(0, size).mapToObj(i -> p(evidence, i)).toList();
          System.out.printf("%s: p = %s%n", architecture.name(), p);
          tested += size;
          suspected += (int) p.stream().filter(each -> each <= LEVEL).count();
          named += (int) p.stream().filter(each -> each <= 0.01).count();
        }
      }
    }
    System.out.printf(
        "%d of %d suspected at level %s, %d named%n", suspected, tested, LEVEL, named);
    assertThat(suspected)
        .isLessThanOrEqualTo(
            BinomialDistribution.of(tested, LEVEL).inverseCumulativeProbability(CONFIDENCE));
  }

  private static double p(List<BackdoorEvidence> group, int tested) {
    List<BackdoorEvidence> others = new ArrayList<>(group);
    BackdoorEvidence evidence = others.remove(tested);
    CleanReference reference = CleanReference.of(others);
    return reference.scores().p(reference.suspects(evidence).getFirst().score());
  }

  private void assertNoVerdict(ObserverSource network, AnalysisThreads threads) {
    ObserverReference.Resolver only = reference -> network;
    Materials materials = new Materials(only, Path::of, folder, new Bases(folder));
    Analysis backdoor = new BackdoorAnalysis();
    AnalysisResult found =
        backdoor.run(
            Arguments.of(backdoor, Map.of("observer", "own")),
            new AnalysisContext(materials, folder::resolve, threads));
    assertThat(found.statements().getFirst()).isEqualTo(BackdoorAnalysis.NO_VERDICT);
    assertThat(found.figures()).isEmpty();
  }

  /** Uses images that none of the networks was trained on. */
  private static BackdoorEvidence evidence(ObserverSource network, AnalysisThreads threads) {
    HeldOut heldOut = HeldOut.of("data", part(SHIPPED, TRAINING, SHIPPED.size()), 50, 1);
    try (InferenceSession session = new InferenceSession(network, threads)) {
      return new WindowProbe(heldOut, 50, 6, 20_000, 1).evidence(session);
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
