package org.revcor.cli;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.analysis.LabelledImages;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.figure.Columns;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.TopAccuracy;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.server.ObserverJson;
import org.revcor.server.Settings;
import org.revcor.study.specification.ObserverReference;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "observers",
    description = "Lists the available networks, which a study selects with observer.model.",
    subcommands = {
      ObserversCommand.ObserversShowCommand.class,
      ObserversCommand.ObserversTestCommand.class
    })
final class ObserversCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Catalogue catalogue = new Catalogue(options.read().folders().observers());
    List<CatalogueEntry> entries = catalogue.entries();
    json.print(
        entries.stream().map(ObserverJson::row).toList(), () -> print(entries, catalogue.folder()));
  }

  private void print(List<CatalogueEntry> entries, Path folder) {
    print(
        new Columns<CatalogueEntry>()
            .with("name", CatalogueEntry::name)
            .with("origin", entry -> Spelling.word(entry.origin()))
            .with("input", described(ObserverDescription::shapeText))
            .with("output", described(observer -> observer.output().word()))
            .with(">classes", described(observer -> observer.classes().size()))
            .with(">accuracy", entry -> percent(entry.testAccuracy()))
            .with(">layers", described(observer -> observer.layers().size()))
            .with("problem", CatalogueEntry::problem),
        entries);
    out().println("Other networks are read from " + folder);
  }

  private static Function<CatalogueEntry, Optional<?>> described(
      Function<ObserverDescription, ?> property) {
    return entry -> entry.description().map(property);
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? "%.2f %%".formatted(100 * share.getAsDouble()) : "";
  }

  @Command(
      name = "show",
      description =
          "Shows a network as JSON: its card, and its layers with their receptive fields.")
  static final class ObserversShowCommand extends PrintingCommand implements Runnable {
    @Parameters(
        index = "0",
        paramLabel = "NAME",
        description = "Name of the network, as revcor observers lists it.")
    private String name;

    @Mixin private SettingsOptions options;

    @Mixin private JsonOption json;

    @Override
    public void run() {
      Catalogue catalogue = new Catalogue(options.read().folders().observers());
      CatalogueEntry entry =
          catalogue
              .find(name)
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "observer", name, Spelling.expected(name, catalogue.names())));
      json.printAlways(ObserverJson.withCard(entry));
    }
  }

  @Command(
      name = "test",
      description =
          "Measures how many labelled images a network classifies correctly: with its first class"
              + " (top-1) and among its first five (top-5).")
  static final class ObserversTestCommand extends PrintingCommand implements Runnable {
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
              "observer",
              "",
              () -> SettingsOptions.materials(settings).observers().resolve(reference));
      if (source.description().output() == OutputKind.IMAGES) {
        throw new InvalidInputException(
            "observer", observer + ", which returns images", "one that returns classes");
      }
      LabelledImages images =
          LabelledImages.of("--data", data, settings.folders().datasets(), source.description());
      RedrawnLine line = new RedrawnLine(json.text());
      try (Observer loaded = source.load(Device.cpu())) {
        TopAccuracy all =
            TopAccuracy.of(
                loaded,
                images,
                Device.cpu(),
                soFar ->
                    line.redraw(
                        () -> "%,d of %,d images".formatted(soFar.images(), images.size())));
        @Nullable String warning = AccuracyCheck.of(source, images, all).warning();
        line.clear();
        json.print(
            json(source.description().name(), images, all, warning),
            () -> print(source.description(), images, all));
        if (warning != null) {
          err().println("warning: " + warning);
        }
      } finally {
        line.clear();
      }
    }

    private void print(ObserverDescription observer, LabelledImages images, TopAccuracy all) {
      out()
          .printf(
              "%s: %,d of %s, %s, %,d classes%ntop-1 %.2f %%, top-5 %.2f %%%n",
              observer.name(),
              all.images(),
              images.name(),
              observer.shapeText(),
              observer.classes().size(),
              100.0 * all.first() / all.images(),
              100.0 * all.top5() / all.images());
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
  }
}
