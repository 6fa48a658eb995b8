package org.revcor.cli;

import org.revcor.stimulus.Bases;
import org.revcor.stimulus.BasisEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code revcor bases}: lists the bases of stimuli. */
@Command(name = "bases", description = "Lists the bases from which stimuli can be drawn.")
final class BasesCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Table table =
        new Table(
            "name", "origin", "data", "images", ">wavelets", ">components", "variance", "problem");
    Bases bases = Bases.ofDataFolder(options.read().dataDir());
    bases.entries().forEach(entry -> add(table, entry));
    table.lines().forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println("Fitted bases are read from " + bases.folder());
  }

  private static void add(Table table, BasisEntry entry) {
    table.add(
        entry.name(),
        entry.file().isPresent() ? "fitted" : "shipped",
        entry.card().map(card -> card.dataset()).orElse(""),
        entry
            .card()
            .map(card -> ObserverSheet.shape(card.planes(), card.height(), card.width()))
            .orElse(""),
        entry.card().map(card -> "" + card.wavelets()).orElse(""),
        entry.card().map(card -> "" + card.components()).orElse(""),
        entry.card().map(card -> FitProgressPrinter.percent(card.explainedVariance())).orElse(""),
        entry.problem().orElse(""));
  }
}
