package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.estimate.covariance.BayesianCovariance;
import org.revcor.estimate.covariance.BayesianCovariance.SmoothAxis;

/** Axes under a smoothness prior; the JSON of {@code docs/reference/covariance.md}. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SmoothAxes(long trials, List<Channel> channels) {
  private static final int MAX_AXES = 20;

  /**
   * Maximum number of values of a map: each axis takes eighty decompositions of matrices of this
   * order.
   */
  private static final int MAX_VALUES = 400;

  /**
   * A channel.
   *
   * @param problem why it was not searched; null if it was
   * @param axes axes in order of predictive gain, largest first
   */
  public record Channel(String name, @Nullable String problem, List<Axis> axes) {}

  public record Axis(String kind, double eigenvalue, double gain, double width) {}

  /**
   * Searches the axes of all channels of a study with covariance and writes them into its folder.
   *
   * @param started receives the name of each channel before it is searched
   * @throws InvalidInputException if the folder has no covariance, or maps have over 400 values
   */
  public static SmoothAxes analyse(Path folder, Consumer<String> started) {
    EndedStudy study = EndedStudy.in("DIR", folder);
    StoredCovariance stored = StoredCovariance.of(study);
    long values = stored.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (values > MAX_VALUES) {
      throw study.unusable(
          "has maps of %d values".formatted(values),
          "a study with maps of at most %d values, such as cropped maps of units, for --bayesian"
              .formatted(MAX_VALUES));
    }
    BayesianCovariance search =
        new BayesianCovariance(stored.shape().get(0), stored.shape().get(1), stored.shape().get(2));
    Directions files =
        new Directions(
            study.view().setup().shape(),
            study.view().progress().trials(),
            stored.channels().size());
    List<Channel> channels = new ArrayList<>();
    for (StoredCovariance.Channel channel : stored.channels()) {
      if (!channel.problem().isEmpty()) {
        channels.add(new Channel(channel.name(), channel.problem(), List.of()));
        continue;
      }
      started.accept(channel.name());
      List<Axis> axes = new ArrayList<>();
      for (SmoothAxis axis : search.axes(channel.a(), channel.b(), MAX_AXES)) {
        String sign = axis.excitatory() ? "+ " : "- ";
        files.add(
            channels.size(),
            axes.size(),
            sign + channel.name(),
            axis.eigenvalue(),
            axis.direction());
        axes.add(
            new Axis(
                axis.excitatory() ? "excitatory" : "suppressive",
                axis.eigenvalue(),
                axis.gain(),
                axis.width()));
      }
      channels.add(new Channel(channel.name(), null, axes));
    }
    SmoothAxes result = new SmoothAxes(study.view().progress().trials(), channels);
    files.write(
        study,
        result,
        Artefact.SMOOTH_AXES,
        Artefact.SMOOTH_AXES_ARRAY,
        Artefact.SMOOTH_AXES_IMAGE);
    return result;
  }
}
