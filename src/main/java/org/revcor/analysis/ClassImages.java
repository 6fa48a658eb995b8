package org.revcor.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverSource;
import org.revcor.schema.Spelling;

/**
 * An observer, and test images of its classes. Classes are found in the data set by name, since an
 * observer may distinguish only some of them.
 *
 * @param numbers numbers of the images of each class, in the order of {@code classes}
 */
public record ClassImages(ObserverSource source, Images images, int[] classes, int[][] numbers) {
  private static final String OBSERVER = "observer";
  static final String CLASSES = "classes";
  private static final String IMAGES = "images";
  private static final String MOST = "most";

  public static List<Parameter> parameters() {
    return List.of(
        Parameter.observer(OBSERVER, "An observer whose outputs are classes."),
        Parameter.images(
            IMAGES, "Data set with the test images; if left out, the observer's training data."),
        Parameter.words(CLASSES, "Names of classes; all if left out."),
        Parameter.number(MOST, "1000", "Maximum number of images per class, 1 to 2147483647."));
  }

  /**
   * Creates them from arguments.
   *
   * @throws InvalidInputException if the observer does not exist, or images have another size or
   *     lack a class
   */
  public static ClassImages of(Arguments arguments, AnalysisContext context) {
    ObserverSource source = context.classifier(OBSERVER, arguments.text(OBSERVER));
    Images images = images(arguments, context, source);
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
      Arguments arguments, AnalysisContext context, ObserverSource source) {
    String name = AnalysisContext.dataset(arguments, IMAGES, source.description());
    Images images = context.test(IMAGES, name);
    AnalysisContext.requireSize(IMAGES, images, source.description());
    return images;
  }

  /** Returns the indices of the classes that a parameter names; all if it names none. */
  public static int[] classes(Arguments arguments, String parameter, ObserverSource source) {
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
          "images with some of class %s, which the observer has".formatted(name));
    }
    return numbers;
  }

  /**
   * Returns this, if the observer can be edited.
   *
   * @throws InvalidInputException if it cannot
   */
  public ClassImages editable() {
    if (!source.description().editable()) {
      throw new InvalidInputException(
          OBSERVER,
          source.description().name() + ", whose layers cannot be edited",
          "a network of a recipe");
    }
    return this;
  }

  public List<String> names() {
    return IntStream.of(classes).mapToObj(source.description().classes()::get).toList();
  }

  public int size() {
    return Arrays.stream(numbers).mapToInt(each -> each.length).sum();
  }

  public Stimuli stimuli() {
    return Stimuli.of(images, Arrays.stream(numbers).flatMapToInt(Arrays::stream).toArray());
  }

  /** Returns each image's index in {@code classes}, in the order of {@link #stimuli}. */
  public int[] places() {
    return IntStream.range(0, numbers.length)
        .flatMap(place -> IntStream.range(0, numbers[place].length).map(each -> place))
        .toArray();
  }

  public String words() {
    int most = Arrays.stream(numbers).mapToInt(each -> each.length).max().orElse(0);
    return "%s, test, up to %,d per class".formatted(images.name(), most);
  }
}
