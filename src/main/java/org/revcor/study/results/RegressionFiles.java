package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.Identification;
import org.revcor.estimate.Regression;
import org.revcor.estimate.RegressionGroups;
import org.revcor.estimate.RegressionMoments;
import org.revcor.estimate.SignalToNoise;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Workspace;
import org.revcor.figure.Columns;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.file.Npy;
import org.revcor.schema.Json;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader.CheckpointParts;
import org.revcor.study.specification.RegressionEstimator.PreparedRegression;

/**
 * Compares the halves of all maps of an ended regression: how many channels are known, and how many
 * are identified by their other half; and the same with shuffled responses. Also writes the
 * coefficients of halves and groups, with which other studies are compared.
 */
public final class RegressionFiles {
  private RegressionFiles() {}

  /**
   * Creates the files.
   *
   * @return contents; empty if the estimator is no regression, or has too few trials
   * @throws UncheckedIOException if the sums cannot be read
   */
  public static Map<Artefact, byte[]> of(PreparedStudy study, Checkpoint sums) {
    if (!(study.estimator() instanceof PreparedRegression requested)) {
      return Map.of();
    }
    try {
      StimulusSums stimuli = new StimulusSums(study.sizes().stimulusSums());
      stimuli.restore(sums.part(CheckpointParts.STIMULI));
      CommonProducts products = requested.products().orElseThrow();
      products.restore(sums.part(CheckpointParts.PRODUCTS));
      StimulusMeans means = products.complete(stimuli.means());
      Regression regression = means.regression().orElseThrow();
      if (!regression.isDefined()) {
        return Map.of();
      }
      int components = requested.basis().components();
      int channels = study.channels().size();
      RegressionGroups groups = new RegressionGroups(regression);
      FloatBuffer coefficients =
          FloatBuffer.allocate(channels * RegressionGroups.GROUPS * components);
      FloatBuffer ofShuffled = FloatBuffer.allocate(channels * components);
      Workspace workspace = new Workspace();
      List<double[][]> halves = new ArrayList<>();
      List<double[][]> shuffled = new ArrayList<>();
      double[] dimensions = new double[channels];
      for (int channel = 0; channel < channels; channel++) {
        RegressionMoments moments = (RegressionMoments) study.moments(channel, workspace);
        moments.restore(sums.part(CheckpointParts.moments(channel)));
        dimensions[channel] = moments.statistics(means).signal().dimensions();
        halves.add(moments.halves(regression));
        shuffled.add(moments.shuffledHalves(regression));
        for (double coefficient : moments.shuffled(regression)) {
          ofShuffled.put((float) coefficient);
        }
        for (double[] group : moments.groups(groups)) {
          for (double coefficient : group) {
            coefficients.put((float) coefficient);
          }
        }
      }
      Identification found = Identification.of(halves, dimensions);
      Identification chance = Identification.of(shuffled, dimensions);
      return Map.of(
          Artefact.REGRESSION_TABLE,
          table(study, found, chance),
          Artefact.REGRESSION,
          counts(study, requested, found, chance),
          Artefact.COEFFICIENTS,
          Npy.floats(coefficients.array(), channels, RegressionGroups.GROUPS, components),
          Artefact.SHUFFLED_COEFFICIENTS,
          Npy.floats(ofShuffled.array(), channels, components),
          Artefact.SCORE_COVARIANCE,
          Npy.doubles(regression.covariance(), components, components));
    } catch (UnreadableCheckpointException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] table(PreparedStudy study, Identification found, Identification chance) {
    return new Columns<Integer>()
        .with("channel", study.channels()::get)
        .with("reliability", i -> text(found.signal().get(i)))
        .with("rank", i -> found.rank()[i])
        .with("shuffled", i -> text(chance.signal().get(i)))
        .with("shuffledRank", i -> chance.rank()[i])
        .csv(IntStream.range(0, study.channels().size()).boxed().toList())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String text(SignalToNoise signal) {
    return String.format(Locale.ROOT, "%.6f", signal.reliability());
  }

  private static byte[] counts(
      PreparedStudy study,
      PreparedRegression regression,
      Identification found,
      Identification chance) {
    ObjectNode counts = Json.MAPPER.createObjectNode();
    counts.put("basis", regression.basis().name());
    counts.put("components", regression.basis().components());
    counts.put("ridge", regression.options().ridge());
    counts.put("mirror", regression.options().mirror());
    counts.put("channels", study.channels().size());
    counts.put("known", found.known());
    counts.put("identified", found.identified());
    counts.put("knownShuffled", chance.known());
    counts.put("identifiedShuffled", chance.identified());
    return Json.bytes(counts);
  }
}
