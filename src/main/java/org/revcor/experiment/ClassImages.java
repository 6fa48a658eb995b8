package org.revcor.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverSource;

/**
 * An observer, and test images of its classes. Classes are found in the data set by their names,
 * since an observer may tell only some of them apart.
 *
 * @param classes indices of the observer's classes that are asked for
 * @param numbers of the images of each of these, in the order of {@code classes}
 */
record ClassImages(ObserverSource source, Images images, int[] classes, int[][] numbers) {
  private static final String OBSERVER = "observer";
  static final String CLASSES = "classes";
  private static final String IMAGES = "images";
  private static final String MOST = "most";

  /** What it takes. */
  static List<Parameter> parameters() {
    return List.of(
        Parameter.required(
            OBSERVER, Parameter.Kind.OBSERVER, "NAME", "An observer that answers with classes."),
        Parameter.optional(
            IMAGES,
            Parameter.Kind.IMAGES,
            "NAME",
            "Whose test images are shown. Those of what the observer learnt, if left out."),
        Parameter.optional(
            CLASSES, Parameter.Kind.WORDS, "WORDS", "Names of classes. All, if left out."),
        Parameter.standard(
            MOST,
            Parameter.Kind.NUMBER,
            "N",
            "1000",
            "Images of a class, at most; 1 to 2147483647."));
  }

  /**
   * Those of arguments.
   *
   * @throws InvalidInputException if there is no such observer, or the images are of another size
   *     or lack a class
   */
  static ClassImages of(Arguments arguments, AnalysisContext laboratory) {
    ObserverSource source = laboratory.classifier(OBSERVER, arguments.text(OBSERVER));
    Images images = images(arguments, laboratory, source);
    int[] classes = classes(arguments, CLASSES, source);
    int most = arguments.whole(MOST, 1, Integer.MAX_VALUE);
    List<String> known = source.description().classes();
    int[][] numbers =
        IntStream.of(classes)
            .mapToObj(c -> numbers(images, known.get(c), most))
            .toArray(int[][]::new);
    return new ClassImages(source, images, classes, numbers);
  }

  private static Images images(
      Arguments arguments, AnalysisContext laboratory, ObserverSource source) {
    String name = AnalysisContext.dataset(arguments, IMAGES, source.description());
    Images images = laboratory.test(IMAGES, name);
    AnalysisContext.requireSize(IMAGES, images, source.description());
    return images;
  }

  /** Indices of the classes that a parameter names; all if it names none. */
  static int[] classes(Arguments arguments, String parameter, ObserverSource source) {
    List<String> known = source.description().classes();
    List<String> named = arguments.words(parameter);
    for (String name : named) {
      if (!known.contains(name)) {
        throw new InvalidInputException(parameter, name, Spelling.expected(name, known));
      }
    }
    return (named.isEmpty() ? known : named).stream().mapToInt(known::indexOf).distinct().toArray();
  }

  private static int[] numbers(Images images, String name, int most) {
    int label = images.classes().indexOf(name);
    int[] numbers =
        IntStream.range(0, images.size())
            .filter(i -> images.labels()[i] == label)
            .limit(most)
            .toArray();
    if (numbers.length == 0) {
      throw new InvalidInputException(
          IMAGES,
          images.name(),
          "images with some of class %s, as the observer has it".formatted(name));
    }
    return numbers;
  }

  /**
   * The same, if the inside of the observer can be changed.
   *
   * @throws InvalidInputException if it cannot
   */
  ClassImages editable() {
    if (!source.description().editable()) {
      throw new InvalidInputException(
          OBSERVER,
          source.description().name() + ", the inside of which cannot be changed here",
          "a network of a recipe");
    }
    return this;
  }

  /** Names of the classes that are asked for. */
  List<String> names() {
    return IntStream.of(classes).mapToObj(source.description().classes()::get).toList();
  }

  /** Number of images. */
  int size() {
    return Arrays.stream(numbers).mapToInt(each -> each.length).sum();
  }

  /** All images, class by class. */
  Stimuli stimuli() {
    return Stimuli.of(images, Arrays.stream(numbers).flatMapToInt(Arrays::stream).toArray());
  }

  /** The place in {@code classes} of each image's class, in the order of {@link #stimuli}. */
  int[] places() {
    return IntStream.range(0, numbers.length)
        .flatMap(place -> IntStream.range(0, numbers[place].length).map(each -> place))
        .toArray();
  }

  /** What they are, for the conventions of findings. */
  String words() {
    int most = Arrays.stream(numbers).mapToInt(each -> each.length).max().orElse(0);
    return "%s, test, up to %,d of a class".formatted(images.name(), most);
  }
}
