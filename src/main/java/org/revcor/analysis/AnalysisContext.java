package org.revcor.analysis;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.file.FileFormat;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.specification.ObserverReference;

/**
 * Resources of analyses: observers, images, results of studies, threads.
 *
 * @param materials observers and data sets for studies
 * @param studies returns the folder of a study from an argument
 */
public record AnalysisContext(
    Materials materials, Function<String, Path> studies, AnalysisThreads threads) {

  /** Maximum number of classes named in a message. */
  private static final int MAX_NAMED = 3;

  /**
   * Returns the observer that an argument names.
   *
   * @throws InvalidInputException if it does not exist
   */
  public ObserverSource observer(String field, String name) {
    ObserverReference reference =
        FileFormat.byExtension(name).isPresent()
            ? new ObserverReference.FromFile(name)
            : new ObserverReference.Named(name);
    return observer(field, reference);
  }

  /**
   * Returns the observer of a study.
   *
   * @throws InvalidInputException if it does not exist, or has changed since the study
   */
  public ObserverSource observerOf(EndedStudy study) {
    ObserverSource source = observer(study.field(), study.observer());
    String then = study.view().setup().observer().digest();
    String now = source.description().digest();
    if (!now.equals(then)) {
      throw new InvalidInputException(
          study.field(),
          "%s, a study of another network than %s is now (%s)"
              .formatted(study.name(), study.view().setup().observer().name(), then),
          "a study of the current network, %s; run the study again".formatted(now));
    }
    return source;
  }

  private ObserverSource observer(String field, ObserverReference reference) {
    try {
      return materials.observer(reference);
    } catch (InvalidInputException unusable) {
      throw new InvalidInputException(
          unusable.field().startsWith("study.observer") ? field : unusable.field(),
          unusable.value(),
          unusable.expected());
    }
  }

  /**
   * Returns an observer whose outputs are classes.
   *
   * @throws InvalidInputException if it does not exist, or its outputs are images
   */
  public ObserverSource classifier(String field, String name) {
    ObserverSource source = observer(field, name);
    if (source.description().output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          field, name + ", whose outputs are images", "an observer whose outputs are classes");
    }
    return source;
  }

  /**
   * Returns the test images of a data set.
   *
   * @throws InvalidInputException if it is unknown, or a file is missing
   */
  public Images test(String field, String name) {
    requireKnown(field, name);
    return DataSets.shippedTest(name).orElseGet(() -> DataSets.test(name, materials.datasets()));
  }

  /** Returns the training images of a data set; otherwise as {@link #test}. */
  public Images training(String field, String name) {
    requireKnown(field, name);
    return DataSets.train(name, materials.datasets());
  }

  private static void requireKnown(String field, String name) {
    List<String> names = DataSets.names();
    if (!names.contains(name)) {
      throw new InvalidInputException(field, name, Spelling.expected(name, names));
    }
  }

  /** Rejects images of another size than the observer's. */
  public static void requireSize(String field, Images images, ObserverDescription observer) {
    if (!images.isShapedLike(observer)) {
      throw new InvalidInputException(
          field,
          "%s, images of %s".formatted(images.name(), images.shapeText()),
          "images of %s, as %s takes them".formatted(observer.shapeText(), observer.name()));
    }
  }

  /**
   * Rejects images that do not match an observer: those of another size, of other classes, or of
   * another data set than the training data. If the data set is unknown and the classes are
   * numbered, only the number of classes is compared.
   */
  public static void requireFit(String field, Images images, ObserverDescription observer) {
    requireSize(field, images, observer);
    String learnt = observer.dataset();
    boolean other = !learnt.isEmpty() && !learnt.equals(images.name());
    boolean nameless = learnt.isEmpty() && isNumbered(observer.classes());
    boolean alike =
        nameless
            ? images.classes().size() == observer.classes().size()
            : images.classes().equals(observer.classes());
    if (other || !alike) {
      throw new InvalidInputException(
          field,
          "%s, images of %s".formatted(images.name(), shown(images.classes())),
          "images of the %s that %s distinguishes%s"
              .formatted(
                  shown(observer.classes()),
                  observer.name(),
                  other ? ", such as those of %s, its training data".formatted(learnt) : ""));
    }
  }

  private static boolean isNumbered(List<String> classes) {
    return classes.equals(IntStream.range(0, classes.size()).mapToObj(Integer::toString).toList());
  }

  public static String shown(List<String> classes) {
    String rest = classes.size() > MAX_NAMED ? ", ..." : "";
    return "%d classes (%s%s)"
        .formatted(
            classes.size(),
            classes.stream().limit(MAX_NAMED).collect(Collectors.joining(", ")),
            rest);
  }

  /**
   * Returns the data set that an argument names, otherwise the observer's training data.
   *
   * @throws InvalidInputException if no argument is given and the training data is unknown
   */
  public static String dataset(Arguments arguments, String field, ObserverDescription observer) {
    return arguments
        .find(field)
        .or(() -> Optional.of(observer.dataset()).filter(name -> !name.isEmpty()))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    "missing",
                    "the name of a data set, since the training data of %s is unknown"
                        .formatted(observer.name())));
  }

  /**
   * Returns a finished study with its maps.
   *
   * @throws InvalidInputException if it does not exist
   */
  public EndedStudy study(String field, String name) {
    return EndedStudy.in(field, name, studies.apply(name));
  }
}
