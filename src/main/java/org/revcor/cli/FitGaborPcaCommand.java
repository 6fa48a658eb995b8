package org.revcor.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.stimulus.FitOptions;
import org.revcor.stimulus.GaborFit;
import org.revcor.stimulus.ImageSample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor fit gabor-pca}: fits a basis and writes it to the bases folder. */
@Command(
    name = "gabor-pca",
    description =
        "Fits principal components of Gabor wavelets to the training images of a data set. An"
            + " existing basis of the same images and options is not fitted again.",
    exitCodeList = {
      "0:the basis exists",
      "1:it could not be written",
      "2:invalid input",
      "130:ended by Ctrl-C; nothing is written"
    })
final class FitGaborPcaCommand implements Callable<Integer> {
  @Mixin private FitTarget target;

  @Option(
      names = "--components",
      paramLabel = "N",
      description =
          "Number of components per plane (default: 250 for grey images, 600 for others).")
  private @Nullable Integer components;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "K",
      description =
          "Tile sizes of the wavelets in pixels, odd (default: 3,7,15 for 28-pixel images, 3,5,9,17"
              + " for 32).")
  private @Nullable List<Integer> scales;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Rows and columns of the stimuli, a multiple of those of the images; components are"
              + " enlarged (default: those of the images).")
  private @Nullable Integer size;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the basis (default: gabor-DATA, or gabor-DATA-SIZE with --size).")
  private @Nullable String name;

  @Override
  public Integer call() {
    ImageSample images = target.images();
    FitOptions options = options(images);
    int threads = Runtime.getRuntime().availableProcessors();
    return target.write(
        options.name(),
        card -> card.isOf(images, options),
        listener -> GaborFit.run(images, options, threads, listener),
        basis -> " of %d wavelets".formatted(basis.card().wavelets()));
  }

  private FitOptions options(ImageSample images) {
    FitOptions defaults = FitOptions.defaults(images);
    String standardName = size == null ? defaults.name() : defaults.name() + "-" + size;
    return new FitOptions(
        name == null ? standardName : name,
        components == null ? defaults.components() : components,
        scales == null ? defaults.scales() : scales,
        size == null ? 1 : enlargement(size, images));
  }

  private static int enlargement(int size, ImageSample images) {
    int times = size / images.height();
    if (times < 1 || times * images.height() != size || images.height() != images.width()) {
      throw new InvalidInputException(
          "--size",
          "" + size,
          "a multiple of the %d rows and columns of %s"
              .formatted(images.height(), images.dataset()));
    }
    return times;
  }
}
