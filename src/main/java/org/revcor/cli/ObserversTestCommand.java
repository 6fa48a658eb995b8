package org.revcor.cli;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.revcor.schema.Json;
import org.revcor.server.Settings;
import org.revcor.study.specification.ObserverReference;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    description =
        "Measures how many labelled images a network classifies correctly: with its first class"
            + " (top-1) and among its first five (top-5).")
final class ObserversTestCommand extends PrintingCommand implements Runnable {
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

  @ArgGroup(exclusive = false, heading = "For a file whose card does not state them:%n")
  private FileOptions file = new FileOptions();

  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Settings settings = options.read();
    ObserverReference reference = file.reference(observer);
    ObserverSource source =
        FileOptions.named(
            "observer", () -> SettingsOptions.materials(settings).observers().resolve(reference));
    if (source.description().output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          "observer", observer + ", which returns images", "one that returns classes");
    }
    LabelledImages images =
        LabelledImages.of("--data", data, settings.folders().datasets(), source.description());
    TestProgressPrinter lines =
        new TestProgressPrinter(out(), RedrawnLine.isTerminal() && !json.isGiven(), images);
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
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put(
          "images", "%,d of %s, %s".formatted(all.images(), images.name(), observer.shapeText()));
      facts.put("classes", "%,d".formatted(observer.classes().size()));
      facts.put("top-1", percent(all.first(), all.images()));
      if (observer.classes().size() > FIVE) {
        facts.put("top-5", percent(all.top5(), all.images()));
      }
      facts.put("time", clock(seconds()));
      PrintingCommand.facts("observer", observer.name(), facts).forEach(out::println);
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
