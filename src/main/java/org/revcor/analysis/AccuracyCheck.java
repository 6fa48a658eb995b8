package org.revcor.analysis;

import ai.djl.Device;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Scale;
import org.revcor.observer.TopAccuracy;

/**
 * How many labelled images a network classifies correctly, and whether another scale of its input
 * would be better.
 *
 * @param accuracy fraction of them that is classified correctly
 * @param chance accuracy of guessing, 1 over the number of classes
 * @param better a common scale with a clearly higher accuracy; null if no scale is better
 * @param warning what to check; null if nothing is conspicuous
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccuracyCheck(
    String images,
    int tested,
    double accuracy,
    double chance,
    @Nullable OtherScale better,
    @Nullable String warning) {
  /** An accuracy is near chance below this fraction of the way from chance to 1. */
  private static final double NEAR_CHANCE = .1;

  /** A scale is better if its accuracy is higher by more than this. */
  private static final double CLEARLY = .1;

  private static final int MAX_IMAGES = 1_000;
  private static final int MAX_IMAGES_PER_SCALE = 200;

  /**
   * Another scale than the declared one.
   *
   * @param tested number of images, the same for both scales
   * @param accuracy fraction of them that is classified correctly
   */
  public record OtherScale(Scale scale, int tested, double accuracy, double declared) {}

  /**
   * Tests a network on a CPU with at most 1,000 of the images.
   *
   * @throws ObserverFailedException if it fails or returns NaN or infinity
   */
  public static AccuracyCheck of(ObserverSource source, LabelledImages images) {
    LabelledImages shown = images.atMost(MAX_IMAGES);
    return of(source, images, new TopAccuracy(shown.size(), correct(source, shown), 0));
  }

  /**
   * Tests other scales of a network whose accuracy is known.
   *
   * @throws ObserverFailedException if it fails or returns NaN or infinity
   */
  public static AccuracyCheck of(
      ObserverSource source, LabelledImages images, TopAccuracy measured) {
    double accuracy = (double) measured.first() / measured.images();
    double chance = 1. / source.description().classes().size();
    Optional<OtherScale> better = better(source, images.atMost(MAX_IMAGES_PER_SCALE));
    String warning =
        Stream.of(
                warning(images.name(), measured.images(), accuracy, chance),
                better.map(other -> warning(other, source.description().input().scale())))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return new AccuracyCheck(
        images.name(),
        measured.images(),
        accuracy,
        chance,
        better.orElse(null),
        warning.isEmpty() ? null : warning);
  }

  private static int correct(ObserverSource source, LabelledImages images) {
    try (Observer observer = source.load(Device.cpu())) {
      return TopAccuracy.of(observer, images, Device.cpu(), soFar -> {}).first();
    }
  }

  private static Optional<OtherScale> better(ObserverSource source, LabelledImages images) {
    double declared = (double) correct(source, images) / images.size();
    return common(source.description().planes()).stream()
        .filter(scale -> !scale.equals(source.description().input().scale()))
        .flatMap(scale -> source.withScale(scale).stream())
        .map(other -> tested(other, images, declared))
        .flatMap(Optional::stream)
        .filter(other -> other.accuracy() > declared + CLEARLY)
        .max(Comparator.comparingDouble(OtherScale::accuracy));
  }

  private static Optional<OtherScale> tested(
      ObserverSource source, LabelledImages images, double declared) {
    try {
      double accuracy = (double) correct(source, images) / images.size();
      return Optional.of(
          new OtherScale(source.description().input().scale(), images.size(), accuracy, declared));
    } catch (InvalidInputException | ObserverFailedException unusable) {
      return Optional.empty();
    }
  }

  private static List<Scale> common(int planes) {
    Scale centred =
        new Scale.Standard(Collections.nCopies(planes, .5), Collections.nCopies(planes, .5));
    return switch (planes) {
      case 1 ->
          List.of(
              new Scale.Unit(),
              new Scale.Bytes(),
              centred,
              new Scale.Standard(List.of(.1307), List.of(.3081)));
      case 3 ->
          List.of(
              new Scale.Unit(),
              new Scale.Bytes(),
              centred,
              new Scale.Standard(List.of(.485, .456, .406), List.of(.229, .224, .225)),
              new Scale.Standard(List.of(.4914, .4822, .4465), List.of(.247, .2435, .2616)));
      default -> List.of(new Scale.Unit(), new Scale.Bytes(), centred);
    };
  }

  private static Optional<String> warning(
      String images, int tested, double accuracy, double chance) {
    return accuracy < chance + NEAR_CHANCE * (1 - chance)
        ? Optional.of(
            ("%.1f %% of %,d images of %s are classified correctly, which is near chance"
                    + " (%.1f %%): check scale, layout and the order of the classes.")
                .formatted(100 * accuracy, tested, images, 100 * chance))
        : Optional.empty();
  }

  private static String warning(OtherScale better, Scale declared) {
    return "With the scale %s %.1f %% of %,d images are classified correctly, with %s %.1f %%."
        .formatted(
            words(better.scale()),
            100 * better.accuracy(),
            better.tested(),
            words(declared),
            100 * better.declared());
  }

  private static String words(Scale scale) {
    return scale instanceof Scale.Standard ? scale.toJson().toString() : scale.toJson().textValue();
  }
}
