package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.revcor.estimate.covariance.AxisMoments;
import org.revcor.estimate.covariance.AxisSearch;
import org.revcor.estimate.covariance.ChannelAxes;
import org.revcor.estimate.covariance.ChannelAxes.Axis;
import org.revcor.estimate.covariance.Ensemble;
import org.revcor.estimate.covariance.GradientSketch;
import org.revcor.estimate.covariance.SubspaceSearch;
import org.revcor.estimate.covariance.TriggeredMoments;
import org.revcor.file.Checkpoint;
import org.revcor.file.Npy;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.PreparedCovariance;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader.CheckpointParts;

/** Searches the covariance axes of an ended study and creates their files. */
public final class CovarianceFiles {
  private record Channel(
      String name,
      List<Integer> corner,
      AxisMoments moments,
      double[] variance,
      ChannelAxes result) {
    /** Returns the moments of both halves; none of gradients. */
    Stream<Ensemble> halves() {
      return switch (moments) {
        case TriggeredMoments triggered -> Stream.of(triggered.halfA(), triggered.halfB());
        case GradientSketch sketch -> Stream.of();
      };
    }
  }

  private final PreparedStudy study;
  private final double level;
  private final long trials;
  private final List<Channel> channels;

  private CovarianceFiles(PreparedStudy study, double level, long trials, List<Channel> channels) {
    this.study = study;
    this.level = level;
    this.trials = trials;
    this.channels = channels;
  }

  /**
   * Searches all requested channels and creates the files; takes seconds.
   *
   * @return contents; empty if the study requests no covariance
   * @throws UncheckedIOException if the sums cannot be read
   */
  public static Map<Artefact, byte[]> of(PreparedStudy study, long trials, Checkpoint sums) {
    if (study.covariance().isEmpty()) {
      return Map.of();
    }
    PreparedCovariance requested = study.covariance().get();
    List<Channel> channels =
        requested.channels().parallelStream()
            .map(channel -> channel(study, requested, channel, state(sums, channel)))
            .toList();
    return new CovarianceFiles(study, requested.level(), trials, channels).files();
  }

  /**
   * Returns the names of channels whose covariance is undefined because some responses are below 0.
   *
   * @throws UncheckedIOException if the sums cannot be read
   */
  public static List<String> signed(PreparedStudy study, Checkpoint sums) {
    return study.covariance().stream()
        .filter(requested -> !requested.ofGradients())
        .flatMap(requested -> requested.channels().stream())
        .filter(channel -> TriggeredMoments.isSigned(state(sums, channel)))
        .map(study.channels()::get)
        .toList();
  }

  private static double[] state(Checkpoint sums, int channel) {
    return Uncheck.get(() -> sums.part(CheckpointParts.covariance(channel)));
  }

  private static Channel channel(
      PreparedStudy study, PreparedCovariance requested, int channel, double[] state) {
    AxisMoments moments = requested.moments(study.mapValues());
    moments.restore(state);
    double[] variance = study.patches().get(channel).of(study.stimulus().averaged().variance());
    var window = study.windows().get(channel);
    return new Channel(
        study.channels().get(channel),
        List.of(window.top(), window.left()),
        moments,
        variance,
        switch (moments) {
          case TriggeredMoments triggered ->
              new AxisSearch(requested.level(), variance).search(triggered);
          case GradientSketch sketch -> new SubspaceSearch(requested.level()).search(sketch);
        });
  }

  private Map<Artefact, byte[]> files() {
    Map<Artefact, byte[]> files = new LinkedHashMap<>();
    files.put(Artefact.STC_EIGENVALUES, eigenvalues());
    Directions directions = directions();
    files.put(Artefact.STC_AXES, directions.array());
    int values = study.mapValues();
    if (!isOfGradients()) {
      files.put(
          Artefact.STC_COVARIANCE,
          Npy.floats(halves(Ensemble::covariance), channels.size(), 2, values, values));
      files.put(
          Artefact.STC_AVERAGES, Npy.floats(halves(Ensemble::average), channels.size(), 2, values));
    }
    files.put(Artefact.STC, table());
    directions.image().ifPresent(image -> files.put(Artefact.STC_IMAGE, image));
    return files;
  }

  private boolean isOfGradients() {
    return study.covariance().orElseThrow().ofGradients();
  }

  private byte[] eigenvalues() {
    int width = study.mapValues();
    double[] values = new double[channels.size() * width];
    Arrays.fill(values, Double.NaN);
    for (int i = 0; i < channels.size(); i++) {
      double[] row = channels.get(i).result().eigenvalues();
      System.arraycopy(row, 0, values, i * width, row.length);
    }
    return Npy.doubles(values, channels.size(), width);
  }

  private Directions directions() {
    Directions directions = new Directions(study.mapShape(), trials, channels.size());
    for (int i = 0; i < channels.size(); i++) {
      Channel channel = channels.get(i);
      for (int place = 0; place < channel.result().axes().size(); place++) {
        Axis axis = channel.result().axes().get(place);
        String sign =
            switch (axis.kind()) {
              case EXCITATORY -> "+ ";
              case SUPPRESSIVE -> "- ";
              case GRADIENT -> "";
            };
        directions.add(i, place, sign + channel.name(), axis.eigenvalue(), axis.direction());
      }
    }
    return directions;
  }

  private float[][] halves(BiFunction<Ensemble, double[], float[]> part) {
    return channels.stream()
        .flatMap(channel -> channel.halves().map(half -> part.apply(half, channel.variance())))
        .toArray(float[][]::new);
  }

  private byte[] table() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("level", level);
    if (isOfGradients()) {
      root.put("source", "gradients");
      root.put("unit", "share of the squared gradient");
      root.put("test", "each half's strongest direction among rotated ones on the other, nested");
    } else {
      root.put("unit", "variance of a value under the law of the stimuli");
      root.put("test", "each half's extreme direction on the other half, nested; z of both");
    }
    root.put("permutations", study.covariance().orElseThrow().permutations());
    root.put("trials", trials);
    ArrayNode warnings = root.putArray("warnings");
    study.covariance().orElseThrow().warnings().forEach(warnings::add);
    ArrayNode list = root.putArray("channels");
    channels.forEach(channel -> describe(list.addObject(), channel));
    return Json.bytes(root);
  }

  private static void describe(ObjectNode node, Channel channel) {
    node.put("name", channel.name());
    channel.corner().forEach(node.putArray("corner")::add);
    switch (channel.moments()) {
      case TriggeredMoments moments -> {
        node.put("nEff", moments.effectiveTrials());
        ArrayNode ofHalves = node.putArray("nEffOfHalves");
        channel.halves().forEach(half -> ofHalves.add(half.effectiveTrials()));
      }
      case GradientSketch sketch -> node.put("nEff", sketch.effectiveTrials());
    }
    switch (channel.result()) {
      case ChannelAxes.Undefined(String reason) -> node.put("problem", reason);
      case ChannelAxes.Searched searched -> describe(node, searched);
      case ChannelAxes.Subspace subspace -> describe(node, subspace);
    }
  }

  private static void describe(ObjectNode node, ChannelAxes.Searched searched) {
    node.put("dimensions", searched.dimensions());
    node.put("averageProjectedOut", !searched.blankAverage());
    describe(node, searched.axes());
    node.put("complete", searched.complete());
    node.putObject("next")
        .put("excitatoryZ", searched.restHigh())
        .put("suppressiveZ", searched.restLow())
        .put("excitatoryP", Json.finite(searched.restHighP()))
        .put("suppressiveP", Json.finite(searched.restLowP()));
  }

  private static void describe(ObjectNode node, ChannelAxes.Subspace subspace) {
    node.put("dimensions", subspace.dimensions());
    describe(node, subspace.axes());
    node.put("complete", subspace.complete());
    node.putObject("subspace")
        .put("dimensionAtLeast", subspace.axes().size())
        .put("firstOrderMapIsZero", subspace.isAverageZero().orElse(null))
        .put("averageShare", subspace.averageShare())
        .put("averageZ", subspace.averageScore())
        .put("nextZ", subspace.rest());
  }

  private static void describe(ObjectNode node, List<Axis> found) {
    ArrayNode axes = node.putArray("axes");
    for (int i : IntStream.range(0, found.size()).toArray()) {
      Axis axis = found.get(i);
      axes.addObject()
          .put("index", i)
          .put("kind", Spelling.word(axis.kind()))
          .put("eigenvalue", axis.eigenvalue())
          .put("z", axis.z())
          .put("p", Json.finite(axis.p()))
          .put("zOfHalfA", axis.fromA())
          .put("zOfHalfB", axis.fromB());
    }
  }
}
