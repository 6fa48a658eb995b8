package org.revcor.server;

import java.nio.file.Path;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.observer.Catalogue;
import org.revcor.observer.CatalogueEntry;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.TorchScriptFile;
import org.revcor.study.ObserverReference;

/** Finds observers for requests: by name, or a file, which must lie in the observers folder. */
final class FolderObservers implements ObserverReference.Resolver {
  private static final String ENDING = ".pt";

  private final Catalogue catalogue;

  FolderObservers(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public ObserverSource resolve(ObserverReference reference) {
    return switch (reference) {
      case ObserverReference.Named named -> catalogue.named(named.model());
      case ObserverReference.FromFile given -> fromFile(given);
    };
  }

  private ObserverSource fromFile(ObserverReference.FromFile given) {
    Path file = catalogue.resolve(given.file());
    if (given.input().isPresent()) {
      return TorchScriptFile.of(
              file,
              given.input().get(),
              given.output().orElse(OutputKind.LOGITS),
              given.classes().orElse(List.of()))
          .open();
    }
    String name =
        given.file().endsWith(ENDING)
            ? given.file().substring(0, given.file().length() - ENDING.length())
            : "";
    boolean described =
        catalogue.entries().stream()
            .anyMatch(
                entry ->
                    entry.name().equals(name)
                        && entry.origin() == CatalogueEntry.Origin.TORCHSCRIPT);
    if (!described) {
      throw new InvalidInputException(
          "study.observer.input",
          "missing",
          "three numbers [planes, rows, columns], here or in a card beside the file");
    }
    return catalogue.named(name);
  }
}
