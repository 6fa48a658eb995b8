package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.cli.FitTarget.FitProgressPrinter;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.BasisCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor bases}: lists the bases of stimuli. */
@Command(name = "bases", description = "Lists the bases from which stimuli can be drawn.")
final class BasesCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Bases bases = Bases.ofDataFolder(options.read().folders().data());
    List<BasisEntry> entries = bases.entries();
    json.print(
        entries.stream().map(BasesCommand::json).toList(), () -> print(entries, bases.folder()));
  }

  /** Returns an entry of {@code revcor bases --json}. */
  static ObjectNode json(BasisEntry entry) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("name", entry.name()).put("origin", origin(entry));
    entry.card().ifPresent(card -> json.set("card", Json.MAPPER.valueToTree(card)));
    entry.problem().ifPresent(problem -> json.put("problem", problem));
    return json;
  }

  private static String origin(BasisEntry entry) {
    return entry.file().isPresent() ? "fitted" : "shipped";
  }

  private void print(List<BasisEntry> entries, Path folder) {
    Table table =
        new Table(
            "name", "origin", "data", "images", ">wavelets", ">components", "variance", "problem");
    for (BasisEntry entry : entries) {
      Optional<BasisCard> card = entry.card();
      table.add(
          entry.name(),
          origin(entry),
          card.map(BasisCard::dataset).orElse(""),
          card.map(BasisCard::shapeText).orElse(""),
          card.map(known -> "" + known.wavelets()).orElse(""),
          card.map(known -> "" + known.components()).orElse(""),
          card.map(known -> FitProgressPrinter.percent(known.explainedVariance())).orElse(""),
          entry.problem().orElse(""));
    }
    table.lines().forEach(out()::println);
    out().println("Fitted bases are read from " + folder);
  }
}
