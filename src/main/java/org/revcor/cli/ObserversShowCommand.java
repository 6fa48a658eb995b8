package org.revcor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.training.Card;
import org.revcor.schema.Spelling;
import org.revcor.server.ObserverJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revcor observers show}: shows the properties of one network. */
@Command(
    name = "show",
    description = "Shows a network: its card, and its layers with their receptive fields.")
final class ObserversShowCommand extends PrintingCommand implements Runnable {
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
    json.print(ObserverJson.withCard(entry), () -> lines(entry).forEach(out()::println));
  }

  private static final int MAX_CLASSES = 20;

  static List<String> lines(CatalogueEntry entry) {
    Table facts = new Table("name", entry.name());
    facts.add("origin", Spelling.word(entry.origin()));
    entry
        .file()
        .ifPresent(
            file -> {
              facts.add("file", file.toString());
              facts.add("card", "" + file.resolveSibling(entry.name() + ".json"));
            });
    entry.problem().ifPresent(problem -> facts.add("problem", problem));
    entry.description().ifPresent(known -> describe(facts, known));
    entry.card().ifPresent(card -> describe(facts, card));
    List<String> lines = new ArrayList<>(facts.lines());
    entry.description().ifPresent(known -> section(lines, "Layers", layers(known.layers())));
    entry
        .card()
        .map(Card::confusion)
        .ifPresent(
            confusion ->
                section(
                    lines,
                    "Test images by class (row) and predicted class (column)",
                    confusion(entry.description().orElseThrow().classes(), confusion)));
    return lines;
  }

  private static void section(List<String> lines, String title, Table table) {
    lines.add("");
    lines.add(title);
    lines.addAll(table.lines());
  }

  private static void describe(Table facts, ObserverDescription known) {
    facts.add("input", known.shapeText());
    facts.add("scale", known.input().scale().toJson().toString().replace("\"", ""));
    facts.add("layout", known.input().layout().word());
    facts.add("output", known.output().word());
    facts.add("classes", classes(known.classes()));
    facts.add("data set", known.dataset().isEmpty() ? "unknown" : known.dataset());
    facts.add("gradients", known.differentiable() ? "yes" : "no");
    facts.add("edits", known.editable() ? "yes" : "no");
    facts.add("digest", known.digest());
  }

  private static String classes(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String some = String.join(", ", names.subList(0, Math.min(MAX_CLASSES, names.size())));
    return "%d: %s%s".formatted(names.size(), some, names.size() > MAX_CLASSES ? ", ..." : "");
  }

  private static void describe(Table facts, Card card) {
    facts.add(
        "recipe",
        "%s, seed %d, epoch %d of %d, %s min"
            .formatted(
                card.recipe(),
                card.seed(),
                card.bestEpoch(),
                card.epochs(),
                RedrawnLine.clock(Duration.ofSeconds(Math.round(card.seconds())))));
    card.accuracy()
        .ifPresent(
            accuracy ->
                facts.add(
                    "accuracy",
                    "%.2f %% of %,d test images".formatted(100 * accuracy, card.testImages())));
    if (card.testError() != null) {
      facts.add(
          "error",
          "%.5f mean squared over %,d test images".formatted(card.testError(), card.testImages()));
    }
    Card.Attack backdoor = card.backdoor();
    facts.add("backdoor", backdoor == null ? "none" : backdoor(backdoor));
  }

  private static String backdoor(Card.Attack attack) {
    return ("stamp %s at %d,%d makes %s into %s (%.2f %% of stamped test images; %,d training"
            + " images stamped)")
        .formatted(
            attack.stamp(),
            attack.at().get(0),
            attack.at().get(1),
            attack.from(),
            attack.to(),
            100 * attack.success(),
            attack.stamped());
  }

  private static Table layers(List<LayerDescription> layers) {
    Table table = new Table("name", "shape", ">units", ">field", ">stride", ">offset", "bias");
    for (LayerDescription layer : layers) {
      table.add(
          layer.name(),
          layer.isFlat() ? "" + layer.planes() : layer.shapeText(),
          "%,d".formatted(layer.units()),
          layer.field().map(field -> "%1$d x %1$d".formatted(field.size())).orElse("all"),
          layer.field().map(field -> "" + field.stride()).orElse(""),
          layer.field().map(field -> "" + field.offset()).orElse(""),
          layer.hasBias() ? "yes" : "");
    }
    return table;
  }

  private static Table confusion(List<String> classes, int[][] confusion) {
    Table table =
        new Table(
            Stream.concat(Stream.of(""), classes.stream().map(name -> ">" + name))
                .toArray(String[]::new));
    for (int label = 0; label < confusion.length; label++) {
      List<String> row = new ArrayList<>(List.of(classes.get(label)));
      for (int number : confusion[label]) {
        row.add("" + number);
      }
      table.add(row.toArray(String[]::new));
    }
    return table;
  }
}
