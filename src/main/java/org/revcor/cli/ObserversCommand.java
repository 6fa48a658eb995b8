package org.revcor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.revcor.figure.Columns;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.schema.Spelling;
import org.revcor.server.ObserverJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
}
