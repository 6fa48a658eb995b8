package org.revcor.cli;

import org.revcor.stimulus.Bases;
import org.revcor.stimulus.BasisEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor bases}: lists the bases of stimuli. */
@Command(name = "bases", description = "Lists the bases from which stimuli can be drawn.")
final class BasesCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Override
  public void run() {
    Table table =
        new Table(
            "name", "origin", "data", "images", ">wavelets", ">components", "variance", "problem");
    Bases bases = Bases.ofDataFolder(options.read().dataDir());
    bases.entries().forEach(entry -> add(table, entry));
    table.lines().forEach(out()::println);
    out().println("Fitted bases are read from " + bases.folder());
  }

  private static void add(Table table, BasisEntry entry) {
    table.add(
        entry.name(),
        entry.file().isPresent() ? "fitted" : "shipped",
        entry.card().map(card -> card.dataset()).orElse(""),
        entry.card().map(card -> card.shapeText()).orElse(""),
        entry.card().map(card -> "" + card.wavelets()).orElse(""),
        entry.card().map(card -> "" + card.components()).orElse(""),
        entry.card().map(card -> FitProgressPrinter.percent(card.explainedVariance())).orElse(""),
        entry.problem().orElse(""));
  }
}
