package org.revcor.cli;

import java.nio.file.Path;
import java.util.List;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.CatalogueEntry;
import org.revcor.schema.Spelling;
import org.revcor.server.ObserverJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor observers}: lists the available networks. */
@Command(
    name = "observers",
    description = "Lists the available networks, which a study selects with observer.model.",
    subcommands = {ObserversShowCommand.class, ObserversTestCommand.class})
final class ObserversCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Catalogue catalogue = new Catalogue(options.read().observers());
    List<CatalogueEntry> entries = catalogue.entries();
    json.print(
        entries.stream().map(ObserverJson::row).toList(), () -> print(entries, catalogue.folder()));
  }

  private void print(List<CatalogueEntry> entries, Path folder) {
    Table table =
        new Table(
            "name", "origin", "input", "output", ">classes", ">accuracy", ">layers", "problem");
    entries.forEach(entry -> add(table, entry));
    table.lines().forEach(out()::println);
    out().println("Other networks are read from " + folder);
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
