package org.revcor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
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
    Catalogue catalogue = new Catalogue(options.read().folders().observers());
    List<CatalogueEntry> entries = catalogue.entries();
    json.print(
        entries.stream().map(ObserverJson::row).toList(), () -> print(entries, catalogue.folder()));
  }

  private void print(List<CatalogueEntry> entries, Path folder) {
    Table table =
        new Table(
            "name", "origin", "input", "output", ">classes", ">accuracy", ">layers", "problem");
    for (CatalogueEntry entry : entries) {
      Optional<ObserverDescription> known = entry.description();
      OptionalDouble accuracy = entry.testAccuracy();
      table.add(
          entry.name(),
          Spelling.word(entry.origin()),
          known.map(ObserverDescription::shapeText).orElse(""),
          known.map(observer -> observer.output().word()).orElse(""),
          known.map(observer -> "" + observer.classes().size()).orElse(""),
          accuracy.isPresent() ? "%.2f %%".formatted(100 * accuracy.getAsDouble()) : "",
          known.map(observer -> "" + observer.layers().size()).orElse(""),
          entry.problem().orElse(""));
    }
    table.lines().forEach(out()::println);
    out().println("Other networks are read from " + folder);
  }
}
