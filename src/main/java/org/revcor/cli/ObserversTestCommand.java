package org.revcor.cli;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.analysis.LabelledImages;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.TopAccuracy;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.file.NetworkFile;
import org.revcor.schema.Json;
import org.revcor.server.Settings;
import org.revcor.study.specification.ObserverReference;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor observers test}: measures the accuracy of a network on labelled images. */
@Command(
    name = "test",
    description =
        "Measures how many labelled images a network classifies correctly: with its first class"
            + " (top-1) and among its first five (top-5).")
final class ObserversTestCommand extends PrintingCommand implements Runnable {
  private static final int MAX_SIZE = 2048;
  private static final int DEFAULT_PLANES = 3;

  @Parameters(
      index = "0",
      paramLabel = "OBSERVER",
      description =
          "Name of a network, as revcor observers lists it, or a file .pt (TorchScript) or .onnx.")
  private String observer;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Images: a folder with a subfolder per class, or the test images of"
              + " ${COMPLETION-CANDIDATES}.",
      completionCandidates = DataSetNames.class)
  private String data;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Rows and columns of the images, for a network of variable input size (default: those of"
              + " its input).")
  private @Nullable Integer size;

  @ArgGroup(exclusive = false, heading = "For a file whose card does not state them:%n")
  private FileOptions file = new FileOptions();

  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Settings settings = options.read();
    if (size != null) {
      requireAtMost(MAX_SIZE, "--size", size);
    }
    ObserverSource source =
        FileOptions.named("observer", () -> find(new Catalogue(settings.folders().observers())));
    if (source.description().output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          "observer", observer + ", which returns images", "one that returns classes");
    }
    LabelledImages images =
        LabelledImages.of("--data", data, settings.folders().datasets(), source.description());
    TestProgressPrinter lines =
        new TestProgressPrinter(out(), Terminal.isInteractive() && !json.isGiven(), images);
    try (Observer loaded = source.load(Device.cpu())) {
      TopAccuracy all = TopAccuracy.of(loaded, images, Device.cpu(), lines);
      @Nullable String warning = AccuracyCheck.of(source, images, all).warning();
      json.print(
          json(source.description().name(), images, all, warning),
          () -> lines.close(all, source.description()));
      if (warning != null) {
        err().println("warning: " + warning);
      }
    } catch (RuntimeException failed) {
      lines.clear();
      throw failed;
    }
  }

  private static ObjectNode json(
      String observer, LabelledImages images, TopAccuracy all, @Nullable String warning) {
    return Json.MAPPER
        .createObjectNode()
        .put("observer", observer)
        .put("data", images.name())
        .put("images", all.images())
        .put("top1", (double) all.first() / all.images())
        .put("top5", (double) all.top5() / all.images())
        .put("warning", warning);
  }

  private ObserverSource find(Catalogue catalogue) {
    if (FileFormat.byExtension(observer).isPresent()) {
      return open(Path.of(observer));
    }
    file.requireNone(observer);
    Optional<Path> network =
        catalogue
            .find(observer)
            .filter(entry -> entry.origin() == CatalogueEntry.Origin.FILE)
            .flatMap(CatalogueEntry::file);
    if (network.isPresent() && size != null) {
      return open(network.get());
    }
    ObserverSource source = catalogue.named(observer);
    ObserverDescription shape = source.description();
    if (size != null && (shape.height() != size || shape.width() != size)) {
      throw new InvalidInputException(
          "--size",
          "" + size,
          "omitted because %s requires %s".formatted(observer, shape.shapeText()));
    }
    return source;
  }

  private ObserverSource open(Path network) {
    ObserverReference.FromFile given = file.reference(network);
    Optional<List<Integer>> input = given.input();
    if (size != null) {
      int planes =
          input
              .or(() -> NetworkFile.inputOnCard(network))
              .map(List::getFirst)
              .orElse(DEFAULT_PLANES);
      input = Optional.of(List.of(planes, size, size));
    }
    return NetworkFile.declared(
            network,
            input,
            given.output(),
            given.classes(),
            given.scale(),
            given.layout(),
            given.layers())
        .open();
  }

  /** Prints the progress and result of {@code revcor observers test}. */
  static final class TestProgressPrinter implements Consumer<TopAccuracy> {
    private static final int FIVE = 5;

    private final PrintWriter out;
    private final RedrawnLine line;
    private final LabelledImages images;
    private final long start = System.nanoTime();

    TestProgressPrinter(PrintWriter out, boolean terminal, LabelledImages images) {
      this.out = out;
      this.line = new RedrawnLine(out, terminal);
      this.images = images;
    }

    @Override
    public void accept(TopAccuracy soFar) {
      double left = seconds() * (images.size() - soFar.images()) / soFar.images();
      line.redraw(
          () ->
              "%,d of %,d images  top-1 %s  %s left"
                  .formatted(
                      soFar.images(),
                      images.size(),
                      percent(soFar.first(), soFar.images()),
                      clock(left)));
    }

    void close(TopAccuracy all, ObserverDescription observer) {
      clear();
      Table table = new Table("observer", observer.name());
      table.add(
          "images", "%,d of %s, %s".formatted(all.images(), images.name(), observer.shapeText()));
      table.add("classes", "%,d".formatted(observer.classes().size()));
      table.add("top-1", percent(all.first(), all.images()));
      if (observer.classes().size() > FIVE) {
        table.add("top-5", percent(all.top5(), all.images()));
      }
      table.add("time", clock(seconds()));
      table.lines().forEach(out::println);
    }

    void clear() {
      line.clear();
    }

    private double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }

    private static String percent(int part, int all) {
      return "%.2f %%".formatted(100.0 * part / all);
    }

    private static String clock(double seconds) {
      return RedrawnLine.clock(Duration.ofSeconds((long) Math.ceil(seconds)));
    }
  }
}
