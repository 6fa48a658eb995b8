package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.server.Settings;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.BasisEntry;
import org.revcor.stimulus.FitOptions;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.GaborFit;
import org.revcor.stimulus.ImageSample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code revcor fit gabor-pca}: fits a basis and writes it to the bases folder. */
@Command(
    name = "gabor-pca",
    description =
        "Fits principal components of Gabor wavelets to the training images of a data set. An"
            + " existing basis of the same images and options is not fitted again.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the basis exists",
      "1:it could not be written",
      "2:invalid input",
      "130:ended by Ctrl-C; nothing is written"
    })
final class FitGaborPcaCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "NAME",
      completionCandidates = DataSetNames.class,
      description = "Data set: ${COMPLETION-CANDIDATES}.")
  private String data;

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

  @Mixin private SettingsOptions settings;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for NAME.safetensors and NAME.json (default: bases in the data folder).")
  private @Nullable Path out;

  @Option(names = "--fresh", description = "Fits again even if the basis exists.")
  private boolean fresh;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings given = settings.read();
    ImageSample images = sample(DataSets.train(data, given.datasets()));
    FitOptions options = options(images);
    Bases bases = out == null ? Bases.ofDataFolder(given.dataDir()) : new Bases(out);
    PrintWriter writer = spec.commandLine().getOut();
    Optional<BasisEntry> same = fresh ? Optional.empty() : same(bases, images, options);
    if (same.isPresent()) {
      String place =
          same.get().file().map(file -> "in " + file).orElse("and is included in Revcor");
      writer.println("%s exists, %s; --fresh fits it again".formatted(options.name(), place));
      return ExitCode.DONE;
    }
    try {
      return fit(images, options, bases.folder());
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write the basis: " + failed);
      return ExitCode.FAILED;
    }
  }

  private int fit(ImageSample images, FitOptions options, Path folder) throws IOException {
    AtomicBoolean interrupted = new AtomicBoolean();
    try (Interrupts interrupts = Interrupts.open()) {
      interrupts.onFirst(() -> interrupted.set(true));
      FitProgressPrinter lines =
          new FitProgressPrinter(
              spec.commandLine().getOut(), Terminal.isInteractive(), interrupted::get);
      lines.println("fitting " + options.name());
      int threads = Runtime.getRuntime().availableProcessors();
      Optional<GaborBasis> fitted = GaborFit.run(images, options, threads, lines);
      if (fitted.isEmpty()) {
        lines.println("stopped; nothing written");
        return ExitCode.INTERRUPTED;
      }
      GaborBasis basis = fitted.get();
      basis.write(folder);
      lines.println(
          "%s: %d components of %d wavelets, %s of the variance, in %s"
              .formatted(
                  basis.name(),
                  basis.components(),
                  basis.card().wavelets(),
                  FitProgressPrinter.percent(basis.card().explainedVariance()),
                  folder.toAbsolutePath().normalize()));
      return ExitCode.DONE;
    }
  }

  /**
   * Returns an existing basis of the same images and options. A basis included in Revcor counts
   * unless {@code --out} is given.
   */
  private Optional<BasisEntry> same(Bases bases, ImageSample images, FitOptions options) {
    return bases
        .find(options.name())
        .filter(entry -> entry.file().isPresent() || out == null)
        .filter(entry -> entry.card().filter(card -> card.isOf(images, options)).isPresent());
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

  private static ImageSample sample(Images of) {
    return new ImageSample(
        of.name(), DataSets.digest(of), of.planes(), of.height(), of.width(), of.pixels());
  }
}
