package org.revcor.cli;

import ai.djl.Device;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.TopAccuracy;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.Settings;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor observers test}: how many labelled images a network answers rightly. */
@Command(
    name = "test",
    description =
        "Shows labelled images to a network, and tells how many it answers rightly: with its first answer (top-1),"
            + " and among its first five (top-5).")
final class ObserversTestCommand implements Runnable {
  private static final int LARGEST = 2048;

  @Parameters(
      index = "0",
      paramLabel = "OBSERVER",
      description = "A name that revcor observers lists, or a TorchScript file (.pt).")
  private String observer;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Images: a folder with a folder for each class, or the test images of ${COMPLETION-CANDIDATES}.",
      completionCandidates = DataSetNames.class)
  private String data;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Rows and columns to show, for a network of any size (default: those of its input).")
  private @Nullable Integer size;

  @ArgGroup(
      exclusive = false,
      heading = "Of a TorchScript file, where the card beside it does not tell:%n")
  private FileOptions file = new FileOptions();

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Settings settings = options.alone();
    ObserverSource source =
        TestedObserver.of(observer, new Catalogue(settings.observers()), file, size());
    TestImages images = TestImages.of(data, settings.datasets(), source.description());
    TestLines lines = new TestLines(spec.commandLine().getOut(), Terminal.isThere(), images);
    try (Observer loaded = source.load(Device.cpu())) {
      TopAccuracy all = TopAccuracy.of(loaded, images, Device.cpu(), lines);
      lines.close(all, source.description());
    } catch (RuntimeException failed) {
      lines.clear();
      throw failed;
    }
  }

  private OptionalInt size() {
    if (size == null) {
      return OptionalInt.empty();
    }
    if (size < 1 || size > LARGEST) {
      throw new InvalidInputException("--size", "" + size, "a whole number from 1 to " + LARGEST);
    }
    return OptionalInt.of(size);
  }
}
