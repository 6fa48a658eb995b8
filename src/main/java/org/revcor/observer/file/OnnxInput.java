package org.revcor.observer.file;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.observer.Layout;

/**
 * The input of an ONNX file. What the file leaves open comes from its declaration.
 *
 * @param shape C, H, W
 */
record OnnxInput(Layout layout, List<Integer> shape, Optional<Integer> fixedBatch) {
  private static final Set<Integer> USUAL_PLANES = Set.of(1, 3);
  private static final int MAX_VALUES = 1 << 26;

  /**
   * @param sizes sizes of a batch in the file; negative where open
   */
  static OnnxInput of(long[] sizes, NetworkFile declared) {
    if (sizes.length == 0) {
      Layout layout = declared.layout().orElse(Layout.NCHW);
      return of(
          LongStream.generate(() -> Layout.OPEN).limit(layout.dimensions()).toArray(), declared);
    }
    List<Layout> layouts =
        Stream.of(Layout.values())
            .filter(layout -> layout.dimensions() == sizes.length)
            .filter(layout -> declared.layout().map(layout::equals).orElse(true))
            .toList();
    if (layouts.isEmpty()) {
      throw new InvalidInputException(
          NetworkFileSource.FILE,
          "%s, whose input has the sizes %s".formatted(declared.file(), words(sizes)),
          "a network whose input has the layout "
              + declared.layout().map(Layout::word).orElse(String.join(" or ", Layout.WORDS)));
    }
    Optional<Integer> fixedBatch =
        sizes[0] > 0 ? Optional.of((int) Math.min(sizes[0], MAX_VALUES)) : Optional.empty();
    OnnxInput input = complete(sizes, declared, layouts, fixedBatch);
    double values =
        input.shape().stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    if (fixedBatch.orElse(1) * values > MAX_VALUES) {
      throw new InvalidInputException(
          NetworkFileSource.FILE,
          "%s, whose input has the sizes %s".formatted(declared.file(), words(sizes)),
          "a network with a batch of at most %,d values".formatted(MAX_VALUES));
    }
    return input;
  }

  private static OnnxInput complete(
      long[] sizes, NetworkFile declared, List<Layout> layouts, Optional<Integer> fixedBatch) {
    return declared
        .input()
        .map(given -> new OnnxInput(layout(layouts, sizes, given), given, fixedBatch))
        .orElseGet(() -> ofFile(layouts, sizes, fixedBatch));
  }

  private static Layout layout(List<Layout> layouts, long[] sizes, List<Integer> given) {
    return layouts.stream()
        .filter(layout -> layout != Layout.ROWS || given.getFirst() == 1)
        .filter(layout -> fits(layout.sizes(sizes[0], given), sizes))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    NetworkFile.INPUT,
                    given.toString(),
                    "planes, rows and columns of an image for the network's input, "
                        + words(sizes)));
  }

  private static boolean fits(long[] needed, long[] sizes) {
    return IntStream.range(1, sizes.length).allMatch(i -> sizes[i] < 1 || sizes[i] == needed[i]);
  }

  /** Takes the only layout, or the one with as many planes as grey or colour images have. */
  private static OnnxInput ofFile(
      List<Layout> layouts, long[] sizes, Optional<Integer> fixedBatch) {
    Layout layout =
        layouts.stream()
            .filter(each -> layouts.size() == 1 || isUsual(each.image(sizes)))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        NetworkFile.INPUT,
                        "missing, and the file does not say which of %s are planes"
                            .formatted(words(sizes)),
                        NetworkFile.SHAPE + ", or the layout must be given"));
    List<Integer> image = layout.image(sizes);
    if (image.contains(Layout.OPEN)) {
      throw new InvalidInputException(
          NetworkFile.INPUT,
          "missing, and the file leaves it open (" + words(sizes) + ")",
          NetworkFile.SHAPE);
    }
    return new OnnxInput(layout, image, fixedBatch);
  }

  private static boolean isUsual(List<Integer> image) {
    return USUAL_PLANES.contains(image.getFirst()) || image.contains(Layout.OPEN);
  }

  private static String words(long[] sizes) {
    return Arrays.stream(sizes)
        .mapToObj(size -> size < 1 ? "?" : Long.toString(size))
        .collect(Collectors.joining(" x "));
  }
}
