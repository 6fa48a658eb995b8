package org.revcor.analysis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.ImageFolder;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.TopAccuracy;
import org.revcor.schema.Spelling;

/**
 * Labelled images of the size and the classes of an observer.
 *
 * @param chosen indices into {@code all} of the images to use
 * @param labels their classes, as class indices of the observer
 * @param all reads an image of the folder or data set by its index there
 */
public record LabelledImages(
    String name,
    int[] chosen,
    int[] labels,
    ObserverDescription observer,
    LabelledImages.Reader all)
    implements TopAccuracy.Labelled {
  private static final float WHITE = 255;

  /** Reads an image of a folder or data set at any size. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads an image.
     *
     * @return planes of the observer x height x width, unsigned bytes
     */
    byte[] read(int index, int height, int width);
  }

  /**
   * Opens test images.
   *
   * @param data a folder, or the name of a data set with test images
   * @throws InvalidInputException if there are none, or their size or classes differ from the
   *     observer's
   */
  public static LabelledImages of(
      String field, String data, Path datasets, ObserverDescription observer) {
    if (DataSets.names().contains(data)) {
      return of(
          field,
          DataSets.shippedTest(data).orElseGet(() -> DataSets.test(data, datasets)),
          observer);
    }
    Path folder = Path.of(data);
    if (!Files.exists(folder)) {
      throw new InvalidInputException(
          field,
          data + ", which does not exist",
          "a folder of images, or one of "
              + String.join(", ", DataSets.names())
              + Spelling.hint(data, DataSets.names()));
    }
    ImageFolder images = ImageFolder.open(folder);
    return of(
        field,
        images.name(),
        images.classes(),
        IntStream.range(0, images.size()).map(images::label).toArray(),
        (index, height, width) -> images.read(index, observer.planes(), height, width),
        observer);
  }

  private static LabelledImages of(String field, Images images, ObserverDescription observer) {
    if (!images.isShapedLike(observer)) {
      throw new InvalidInputException(
          field,
          "%s, images of %s".formatted(images.name(), images.shapeText()),
          "images of %s, the input of %s, or a folder, whose images are resized"
              .formatted(observer.shapeText(), observer.name()));
    }
    return of(field, images.name(), images.classes(), images.labels(), images::read, observer);
  }

  private static LabelledImages of(
      String field,
      String name,
      List<String> classes,
      int[] labels,
      Reader all,
      ObserverDescription observer) {
    int[] numbers = numbers(field, name, classes, observer);
    int[] chosen = IntStream.range(0, labels.length).filter(i -> numbers[labels[i]] >= 0).toArray();
    return new LabelledImages(
        name, chosen, IntStream.of(chosen).map(i -> numbers[labels[i]]).toArray(), observer, all);
  }

  /** Returns the observer's index of each class of the images; -1 for an unknown class. */
  private static int[] numbers(
      String field, String name, List<String> classes, ObserverDescription observer) {
    List<String> known = observer.classes();
    boolean distinct = new HashSet<>(classes).size() == classes.size();
    boolean part = known.containsAll(classes);
    boolean whole = observer.dataset().equals(name) && classes.containsAll(known);
    if (distinct && (part || whole)) {
      return classes.stream().mapToInt(known::indexOf).toArray();
    }
    if (classes.size() != known.size()) {
      throw new InvalidInputException(
          field,
          "%s, images of %,d classes".formatted(name, classes.size()),
          "images of the %,d classes of %s".formatted(known.size(), observer.name()));
    }
    return IntStream.range(0, classes.size()).toArray();
  }

  /** Returns a part of the images, evenly spread; all if there are no more. */
  public LabelledImages atMost(int number) {
    if (chosen.length <= number) {
      return this;
    }
    return selected(IntStream.range(0, number).map(i -> (int) ((long) i * chosen.length / number)));
  }

  /** Returns the first images of each class, at most a number of each. */
  public LabelledImages atMostOfEach(int number) {
    int[] counts = new int[observer.classes().size()];
    return selected(IntStream.range(0, size()).filter(i -> counts[labels[i]]++ < number));
  }

  private LabelledImages selected(IntStream part) {
    int[] indices = part.toArray();
    return new LabelledImages(
        name,
        IntStream.of(indices).map(i -> chosen[i]).toArray(),
        IntStream.of(indices).map(i -> labels[i]).toArray(),
        observer,
        all);
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public byte[] read(int index) {
    return read(index, observer.height(), observer.width());
  }

  /** Reads an image at another size, see {@link Reader}. */
  public byte[] read(int index, int height, int width) {
    return all.read(chosen[index], height, width);
  }

  /** Returns an image at another size, planes x height x width, in [0,1]. */
  public float[] light(int index, int height, int width) {
    byte[] image = read(index, height, width);
    float[] light = new float[image.length];
    for (int i = 0; i < light.length; i++) {
      light[i] = (image[i] & 0xff) / WHITE;
    }
    return light;
  }
}
