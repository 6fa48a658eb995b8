package org.revcor.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.analysis.Workers;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.specification.ObserverReference;
import org.revcor.study.EndedStudy;
import org.revcor.study.Materials;

/** What experiments work with: observers, pictures, results of studies, threads. */
public final class Laboratory {
  private static final String FILE_ENDING = ".pt";

  private final Materials materials;
  private final Function<String, Path> studies;
  private final Workers workers;

  /**
   * @param studies the folder of a study that is named by an argument
   * @param workers closed by who made them
   */
  public Laboratory(Materials materials, Function<String, Path> studies, Workers workers) {
    this.materials = materials;
    this.studies = studies;
    this.workers = workers;
  }

  /** Threads that show stimuli to observers. */
  public Workers workers() {
    return workers;
  }

  /** What studies are made of. */
  public Materials materials() {
    return materials;
  }

  /**
   * The observer that an argument names.
   *
   * @param field the parameter's name
   * @throws InvalidInputException if there is none
   */
  public ObserverSource observer(String field, String name) {
    ObserverReference reference =
        name.endsWith(FILE_ENDING)
            ? new ObserverReference.FromFile(name)
            : new ObserverReference.Named(name);
    return observer(field, reference);
  }

  /** The observer of a study; else as {@link #observer(String, String)}. */
  public ObserverSource observer(String field, ObserverReference reference) {
    try {
      return materials.observers().resolve(reference);
    } catch (InvalidInputException unusable) {
      throw new InvalidInputException(
          unusable.field().startsWith("study.observer") ? field : unusable.field(),
          unusable.value(),
          unusable.expected());
    }
  }

  /**
   * An observer that answers with classes.
   *
   * @throws InvalidInputException if there is none, or it answers with pictures
   */
  public ObserverSource classifier(String field, String name) {
    ObserverSource source = observer(field, name);
    if (source.description().output() == OutputKind.PICTURES) {
      throw new InvalidInputException(
          field, name + ", which answers with pictures", "an observer that answers with classes");
    }
    return source;
  }

  /**
   * Test pictures of a data set.
   *
   * @throws InvalidInputException if there is none of that name, or a file is missing
   */
  public Pictures test(String field, String name) {
    requireKnown(field, name);
    return DataSets.shippedTest(name).orElseGet(() -> DataSets.test(name, materials.datasets()));
  }

  /** Training pictures of a data set; else as {@link #test}. */
  public Pictures training(String field, String name) {
    requireKnown(field, name);
    return DataSets.train(name, materials.datasets());
  }

  private static void requireKnown(String field, String name) {
    List<String> names = DataSets.names();
    if (!names.contains(name)) {
      throw new InvalidInputException(field, name, Spelling.expected(name, names));
    }
  }

  /**
   * Refuses pictures of another size than an observer's.
   *
   * @param field the parameter that names the pictures
   */
  public static void requireSize(String field, Pictures pictures, ObserverDescription observer) {
    if (pictures.planes() != observer.planes()
        || pictures.height() != observer.height()
        || pictures.width() != observer.width()) {
      throw new InvalidInputException(
          field,
          "%s, pictures of %d x %d x %d"
              .formatted(pictures.name(), pictures.planes(), pictures.height(), pictures.width()),
          "pictures of %d x %d x %d, as %s takes them"
              .formatted(observer.planes(), observer.height(), observer.width(), observer.name()));
    }
  }

  /**
   * Refuses pictures of another size than an observer's, or of other classes.
   *
   * @param field the parameter that names the pictures
   */
  public static void requireFit(String field, Pictures pictures, ObserverDescription observer) {
    requireSize(field, pictures, observer);
    if (pictures.classes().size() != observer.classes().size()) {
      throw new InvalidInputException(
          field,
          "%s, pictures of %d classes".formatted(pictures.name(), pictures.classes().size()),
          "pictures of the %d classes of %s".formatted(observer.classes().size(), observer.name()));
    }
  }

  /**
   * A study that has ended, with its maps.
   *
   * @throws InvalidInputException if there is none of that name
   */
  public EndedStudy study(String field, String name) {
    return EndedStudy.in(field, name, studies.apply(name));
  }
}
