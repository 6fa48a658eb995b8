package org.revcor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.figure.Columns;
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
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("origin", Spelling.word(entry.origin()));
    entry
        .file()
        .ifPresent(
            file -> {
              facts.put("file", file.toString());
              facts.put("card", "" + file.resolveSibling(entry.name() + ".json"));
            });
    entry.problem().ifPresent(problem -> facts.put("problem", problem));
    entry.description().ifPresent(known -> describe(facts, known));
    entry.card().ifPresent(card -> describe(facts, card));
    List<String> lines = new ArrayList<>(facts("name", entry.name(), facts));
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

  private static void section(List<String> lines, String title, List<String> table) {
    lines.add("");
    lines.add(title);
    lines.addAll(table);
  }

  private static void describe(Map<String, String> facts, ObserverDescription known) {
    facts.put("input", known.shapeText());
    facts.put("scale", known.input().scale().toJson().toString().replace("\"", ""));
    facts.put("layout", known.input().layout().word());
    facts.put("output", known.output().word());
    facts.put("classes", classes(known.classes()));
    facts.put("data set", known.dataset().isEmpty() ? "unknown" : known.dataset());
    facts.put("gradients", known.differentiable() ? "yes" : "no");
    facts.put("edits", known.editable() ? "yes" : "no");
    facts.put("digest", known.digest());
  }

  private static String classes(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String some = String.join(", ", names.subList(0, Math.min(MAX_CLASSES, names.size())));
    return "%d: %s%s".formatted(names.size(), some, names.size() > MAX_CLASSES ? ", ..." : "");
  }

  private static void describe(Map<String, String> facts, Card card) {
    facts.put(
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
                facts.put(
                    "accuracy",
                    "%.2f %% of %,d test images".formatted(100 * accuracy, card.testImages())));
    if (card.testError() != null) {
      facts.put(
          "error",
          "%.5f mean squared over %,d test images".formatted(card.testError(), card.testImages()));
    }
    Card.Attack backdoor = card.backdoor();
    facts.put("backdoor", backdoor == null ? "none" : backdoor(backdoor));
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

  private static List<String> layers(List<LayerDescription> layers) {
    return new Columns<LayerDescription>()
        .with("name", LayerDescription::name)
        .with("shape", layer -> layer.isFlat() ? "" + layer.planes() : layer.shapeText())
        .with(">units", layer -> "%,d".formatted(layer.units()))
        .with(
            ">field",
            layer ->
                layer.field().map(field -> "%1$d x %1$d".formatted(field.size())).orElse("all"))
        .with(">stride", layer -> layer.field().map(field -> field.stride()))
        .with(">offset", layer -> layer.field().map(field -> field.offset()))
        .with("bias", layer -> layer.hasBias() ? "yes" : "")
        .lines(layers);
  }

  private static List<String> confusion(List<String> classes, int[][] confusion) {
    Columns<Integer> columns = new Columns<Integer>().with("", classes::get);
    for (int i = 0; i < classes.size(); i++) {
      int predicted = i;
      columns.with(">" + classes.get(i), label -> confusion[label][predicted]);
    }
    return columns.lines(IntStream.range(0, confusion.length).boxed().toList());
  }
}
