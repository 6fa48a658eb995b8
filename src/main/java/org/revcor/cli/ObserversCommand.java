package org.revcor.cli;

import java.util.Locale;
import org.revcor.observer.Catalogue;
import org.revcor.observer.CatalogueEntry;
import org.revcor.observer.ObserverDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code revcor observers}: what can be studied by name. */
@Command(name = "observers", description = "Lists the networks that studies may name as model.")
final class ObserversCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Table table =
        new Table("name", "origin", "input", "output", ">classes", ">accuracy", "problem");
    Catalogue catalogue = new Catalogue(options.alone().observers());
    catalogue.entries().forEach(entry -> add(table, entry));
    table.lines().forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println("Your own are looked for in " + catalogue.folder());
  }

  private static void add(Table table, CatalogueEntry entry) {
    String accuracy =
        entry.testAccuracy().isPresent()
            ? String.format(Locale.ROOT, "%.2f %%", 100 * entry.testAccuracy().getAsDouble())
            : "";
    table.add(
        entry.name(),
        word(entry.origin()),
        entry.description().map(ObserversCommand::input).orElse(""),
        entry.description().map(observer -> word(observer.output())).orElse(""),
        entry.description().map(observer -> "" + observer.classes().size()).orElse(""),
        accuracy,
        entry.problem().orElse(""));
  }

  private static String input(ObserverDescription observer) {
    return "%d x %d x %d".formatted(observer.planes(), observer.height(), observer.width());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
