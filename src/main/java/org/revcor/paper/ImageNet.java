package org.revcor.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs of Table 1.
 *
 * @param images a folder with a folder of images for each class, such as ImageNet's validation
 *     images; may be missing
 * @param observers TorchScript files of networks with ImageNet's 1,000 classes, for images of any
 *     size with three planes and values in [0,1]
 * @param sizes numbers of rows and columns of the stimuli, multiples of 32
 */
public record ImageNet(Path images, List<Path> observers, List<Integer> sizes) {
  private static final String FILE_ENDING = ".pt";
  private static final String WHOLE = "imagenet";
  private static final String SAMPLE = "imagenet-sample";
  private static final String MODELS = "models";
  private static final List<String> OTHERS = List.of("mnist");

  public ImageNet {
    observers = List.copyOf(observers);
    sizes = List.copyOf(sizes);
  }

  /**
   * Returns the contents of a datasets folder: images in {@code imagenet} or {@code
   * imagenet-sample}, networks in {@code models}, at 32 pixels.
   */
  public static ImageNet in(Path datasets) {
    Path whole = datasets.resolve(WHOLE);
    return new ImageNet(
        Files.isDirectory(whole) ? whole : datasets.resolve(SAMPLE),
        networks(datasets.resolve(MODELS)),
        List.of(32));
  }

  private static List<Path> networks(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(FILE_ENDING))
          .filter(file -> OTHERS.stream().noneMatch(other -> name(file).startsWith(other)))
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Returns a network's name: its file name without extension. */
  public static String name(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
