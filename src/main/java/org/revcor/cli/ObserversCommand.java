package org.revcor.cli;

import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.CatalogueEntry;
import org.revcor.schema.Spelling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor observers}: lists the available networks. */
@Command(
    name = "observers",
    description = "Lists the available networks, which a study selects with observer.model.",
    subcommands = {ObserversShowCommand.class, ObserversTestCommand.class})
final class ObserversCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Override
  public void run() {
    Table table =
        new Table(
            "name", "origin", "input", "output", ">classes", ">accuracy", ">layers", "problem");
    Catalogue catalogue = new Catalogue(options.read().observers());
    catalogue.entries().forEach(entry -> add(table, entry));
    table.lines().forEach(out()::println);
    out().println("Other networks are read from " + catalogue.folder());
  }

  private static void add(Table table, CatalogueEntry entry) {
    String accuracy =
        entry.testAccuracy().isPresent()
            ? "%.2f %%".formatted(100 * entry.testAccuracy().getAsDouble())
            : "";
    table.add(
        entry.name(),
        Spelling.word(entry.origin()),
        entry.description().map(known -> known.shapeText()).orElse(""),
        entry.description().map(known -> known.output().word()).orElse(""),
        entry.description().map(known -> "" + known.classes().size()).orElse(""),
        accuracy,
        entry.description().map(known -> "" + known.layers().size()).orElse(""),
        entry.problem().orElse(""));
  }
}
