package org.revcor.cli;

import org.revcor.InvalidInputException;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
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
    json.print(
        ObserverJson.withCard(entry), () -> ObserverSheet.lines(entry).forEach(out()::println));
  }
}
