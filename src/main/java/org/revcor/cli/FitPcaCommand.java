package org.revcor.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.stimulus.ImageSample;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.PcaFit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor fit pca}: fits a basis and writes it to the bases folder. */
@Command(
    name = "pca",
    description =
        "Fits principal components of the pixels to the training images of a data set. An existing"
            + " basis of the same images and options is not fitted again.",
    exitCodeList = {
      "0:the basis exists",
      "1:it could not be written",
      "2:invalid input",
      "130:ended by Ctrl-C; nothing is written"
    })
final class FitPcaCommand implements Callable<Integer> {
  @Mixin private FitTarget target;

  @Option(
      names = "--components",
      paramLabel = "N",
      defaultValue = "100",
      description = "Number of components (default: ${DEFAULT-VALUE}).")
  private int components;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the basis (default: pca-DATA).")
  private @Nullable String name;

  @Override
  public Integer call() {
    ImageSample images = target.images();
    String given = name == null ? PcaBasis.nameOf(images.dataset()) : name;
    int threads = Runtime.getRuntime().availableProcessors();
    return target.write(
        given,
        card -> card.isOf(images, components),
        listener -> PcaFit.run(images, given, components, threads, listener),
        basis -> "");
  }
}
