package org.revcor.observer.file;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;

/**
 * The input of an ONNX file. What the file leaves open comes from its declaration.
 *
 * @param shape C, H, W
 * @param fixedBatch number of images of each run, if the file fixes it
 */
record OnnxInput(Layout layout, List<Integer> shape, Optional<Integer> fixedBatch) {
  private static final Set<Integer> USUAL_PLANES = Set.of(1, 3);

  /**
   * @param sizes sizes of a batch in the file; negative where open
   * @throws InvalidInputException if file and declaration contradict each other, or both leave the
   *     shape open
   */
  static OnnxInput of(long[] sizes, NetworkFile declared) {
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
    Optional<Integer> fixedBatch = sizes[0] > 0 ? Optional.of((int) sizes[0]) : Optional.empty();
    return declared
        .input()
        .map(given -> new OnnxInput(layout(layouts, sizes, given), given, fixedBatch))
        .orElseGet(() -> ofFile(layouts, sizes, fixedBatch));
  }

  private static Layout layout(List<Layout> layouts, long[] sizes, List<Integer> given) {
    return layouts.stream()
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
    return IntStream.range(1, sizes.length).allMatch(i -> sizes[i] < 0 || sizes[i] == needed[i]);
  }

  /** Prefers the layout with as many planes as grey or colour images have. */
  private static OnnxInput ofFile(
      List<Layout> layouts, long[] sizes, Optional<Integer> fixedBatch) {
    Layout layout =
        layouts.stream()
            .min(Comparator.comparing(each -> !USUAL_PLANES.contains(each.image(sizes).getFirst())))
            .orElseThrow();
    List<Integer> image = layout.image(sizes);
    if (image.stream().anyMatch(size -> size < 1)) {
      throw new InvalidInputException(
          NetworkFile.INPUT,
          "missing, and the file leaves it open (" + words(sizes) + ")",
          NetworkFile.SHAPE);
    }
    return new OnnxInput(layout, image, fixedBatch);
  }

  private static String words(long[] sizes) {
    return Arrays.stream(sizes)
        .mapToObj(size -> size < 0 ? "?" : Long.toString(size))
        .collect(Collectors.joining(" x "));
  }
}
