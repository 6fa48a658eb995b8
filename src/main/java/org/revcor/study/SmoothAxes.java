package org.revcor.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.Json;
import org.revcor.WholeFile;
import org.revcor.analysis.covariance.BayesianCovariance;
import org.revcor.analysis.covariance.BayesianCovariance.SmoothAxis;

/** Axes under a prior that they are smooth; the JSON of {@code docs/covariance.md}. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SmoothAxes(long trials, List<Channel> channels) {
  private static final String ARRAY = "bayesian-axes.npy";
  private static final String JSON = "bayesian.json";
  private static final String IMAGE = "bayesian.png";

  /** All files. */
  static final List<String> NAMES = List.of(ARRAY, JSON, IMAGE);

  private static final int MOST = 20;

  /** Each axis takes eighty decompositions of matrices of so many rows. */
  private static final int MAX_VALUES = 400;

  /**
   * A channel.
   *
   * @param problem why nothing was looked for; null if something was
   * @param axes those that predict most first
   */
  public record Channel(String name, @Nullable String problem, List<Axis> axes) {}

  /** See {@link SmoothAxis}. */
  public record Axis(String kind, double eigenvalue, double gain, double width) {}

  /**
   * Looks for the axes of all channels of a study with covariance, and writes them into its folder.
   *
   * @param folder of a study that has ended
   * @param begun hears the name of each channel before its axes are looked for
   * @throws InvalidInputException if the folder has no covariance, or maps of over 400 values
   */
  public static SmoothAxes analyse(Path folder, Consumer<String> begun) {
    EndedStudy study = EndedStudy.in(folder);
    StoredCovariance stored = StoredCovariance.of(study);
    long values = stored.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (values > MAX_VALUES) {
      throw study.unusable(
          "has maps of %d values".formatted(values),
          "that of a study with maps of at most %d values, cropped ones of units, for --bayesian"
              .formatted(MAX_VALUES));
    }
    BayesianCovariance search =
        new BayesianCovariance(stored.shape().get(0), stored.shape().get(1), stored.shape().get(2));
    Directions files =
        new Directions(study.view().shape(), study.view().trials(), stored.channels().size());
    List<Channel> channels = new ArrayList<>();
    for (StoredCovariance.Channel channel : stored.channels()) {
      if (!channel.problem().isEmpty()) {
        channels.add(new Channel(channel.name(), channel.problem(), List.of()));
        continue;
      }
      begun.accept(channel.name());
      List<Axis> axes = new ArrayList<>();
      for (SmoothAxis axis : search.axes(channel.a(), channel.b(), MOST)) {
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
    SmoothAxes found = new SmoothAxes(study.view().trials(), channels);
    try {
      WholeFile.write(folder.resolve(JSON), Json.bytes(found));
      files.write(folder, ARRAY, IMAGE);
    } catch (IOException e) {
      throw study.unusable(Optional.ofNullable(e.getMessage()).orElse("cannot be written"));
    }
    return found;
  }
}
