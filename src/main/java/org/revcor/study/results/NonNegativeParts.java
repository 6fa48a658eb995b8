package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.estimate.covariance.SpikeTriggeredNmf;

/** Non-negative parts that channels pool; the JSON of {@code docs/reference/covariance.md}. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NonNegativeParts(long trials, int modules, double sparsity, List<Channel> channels) {
  private static final int MAX_MODULES = 50;
  private static final double SPARSITY = 0.3;
  private static final String LOST =
      "every start of the fit lost a part; the channel may have fewer";

  /**
   * A channel.
   *
   * @param problem why it has no parts; null if it has
   * @param effects change of the variance along each part
   * @param explained change of the variance along all parts together; null without parts
   */
  public record Channel(
      String name, @Nullable String problem, List<Double> effects, @Nullable Double explained) {}

  /**
   * Checks the number of parts.
   *
   * @throws InvalidInputException if it is out of range
   */
  public static void requireModules(int modules) {
    if (modules < 1 || modules > MAX_MODULES) {
      throw new InvalidInputException(
          "--nmf", String.valueOf(modules), "a whole number from 1 to " + MAX_MODULES);
    }
  }

  /**
   * Factorises all channels of a study with covariance and writes their parts into its folder.
   *
   * @param modules parts per channel, from 1 to 50 and fewer than the values of a map
   * @throws InvalidInputException if the folder has no covariance, or a number is out of range
   */
  public static NonNegativeParts analyse(Path folder, int modules) {
    requireModules(modules);
    EndedStudy study = EndedStudy.in("DIR", folder);
    StoredCovariance stored = StoredCovariance.of(study);
    int values = stored.shape().stream().reduce(1, Math::multiplyExact);
    if (modules >= values) {
      throw new InvalidInputException(
          "--nmf", String.valueOf(modules), "fewer than the %d values of a map".formatted(values));
    }
    SpikeTriggeredNmf nmf = new SpikeTriggeredNmf(modules, SPARSITY);
    long seed = study.view().seed();
    List<Optional<SpikeTriggeredNmf.Parts>> parts =
        stored.channels().parallelStream()
            .map(
                channel ->
                    Optional.of(channel)
                        .filter(each -> each.problem().isEmpty())
                        .flatMap(each -> nmf.factorise(each.covariance(), seed)))
            .toList();
    Directions files =
        new Directions(
            study.view().setup().shape(), study.view().progress().trials(), parts.size());
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      channels.add(describe(stored.channels().get(i), parts.get(i), i, files));
    }
    NonNegativeParts result =
        new NonNegativeParts(study.view().progress().trials(), modules, SPARSITY, channels);
    files.write(study, result, Artefact.PARTS, Artefact.PARTS_ARRAY, Artefact.PARTS_IMAGE);
    return result;
  }

  private static Channel describe(
      StoredCovariance.Channel channel,
      Optional<SpikeTriggeredNmf.Parts> result,
      int index,
      Directions files) {
    if (result.isEmpty()) {
      String problem = channel.problem().isEmpty() ? LOST : channel.problem();
      return new Channel(channel.name(), problem, List.of(), null);
    }
    List<Double> effects = new ArrayList<>();
    for (double effect : result.get().effects()) {
      float[] module = result.get().modules()[effects.size()];
      files.add(index, effects.size(), channel.name(), effect, module);
      effects.add(effect);
    }
    return new Channel(channel.name(), null, effects, result.get().explained());
  }
}
