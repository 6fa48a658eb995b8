package org.revcor.paper.item;

import java.nio.file.Path;
import java.util.Arrays;
import org.revcor.InvalidInputException;
import org.revcor.analysis.LabelledImages;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;

/**
 * Images of ImageNet with the labels of a network: by the names of classes if the network has those
 * of the folder, else by their order. Pixels are read once for networks of the same images.
 */
final class ImageNetImages {
  private static final long MAX_BYTES = 1L << 30;

  private final Path folder;
  private final Path datasets;
  private final int size;
  private int[] chosen = {};
  private byte[] pixels = {};

  /**
   * @param folder folder of images
   * @param datasets folder of data sets
   * @param size rows and columns of the images
   */
  ImageNetImages(Path folder, Path datasets, int size) {
    this.folder = folder;
    this.datasets = datasets;
    this.size = size;
  }

  /**
   * Returns images evenly spaced over the folder, at most a gibibyte, without their pixels.
   *
   * @throws InvalidInputException if the network does not have 1,000 classes, or the folder has
   *     neither some of them by name nor as many
   */
  LabelledImages labelled(ObserverDescription network) {
    if (network.classes().size() != ImageNetClaims.CLASSES) {
      throw new InvalidInputException(
          "--observers",
          "%s, a network of %,d classes".formatted(network.name(), network.classes().size()),
          "networks of the %,d classes of ImageNet".formatted(ImageNetClaims.CLASSES));
    }
    return LabelledImages.of("--images", folder.toString(), datasets, network)
        .atMost((int) (MAX_BYTES / values()));
  }

  private int values() {
    return 3 * size * size;
  }

  /** Returns the images of {@link #labelled}, read. */
  Images of(ObserverDescription network) {
    LabelledImages images = labelled(network);
    int values = values();
    if (!Arrays.equals(images.chosen(), chosen)) {
      pixels = new byte[images.size() * values];
      for (int i = 0; i < images.size(); i++) {
        System.arraycopy(images.read(i, size, size), 0, pixels, i * values, values);
      }
      chosen = images.chosen();
    }
    return new Images(images.name(), 3, size, size, network.classes(), pixels, images.labels());
  }
}
