package org.revcor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.CatalogueEntry;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.file.NetworkFile;

/** Opens the observer of {@code revcor observers test}. */
final class TestedObserver {
  private static final int DEFAULT_PLANES = 3;

  private TestedObserver() {}

  /**
   * Opens an observer.
   *
   * @param named a name of the catalogue, or a network file
   * @param size rows and columns of the images, if different from the observer's input
   * @throws InvalidInputException if the observer does not exist, or has no classes
   */
  static ObserverSource of(
      String named, Catalogue catalogue, FileOptions options, OptionalInt size) {
    ObserverSource source =
        FileOptions.named("observer", () -> find(named, catalogue, options, size));
    if (source.description().output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          "observer", named + ", which returns images", "one that returns classes");
    }
    return source;
  }

  private static ObserverSource find(
      String named, Catalogue catalogue, FileOptions options, OptionalInt size) {
    if (FileFormat.byExtension(named).isPresent()) {
      return file(Path.of(named), options, size);
    }
    options.requireNone(named);
    Optional<Path> file =
        catalogue
            .find(named)
            .filter(entry -> entry.origin() == CatalogueEntry.Origin.FILE)
            .flatMap(CatalogueEntry::file);
    if (file.isPresent() && size.isPresent()) {
      return file(file.get(), options, size);
    }
    ObserverSource source = catalogue.named(named);
    ObserverDescription shape = source.description();
    if (size.isPresent()
        && (shape.height() != size.getAsInt() || shape.width() != size.getAsInt())) {
      throw new InvalidInputException(
          "--size",
          "" + size.getAsInt(),
          "omitted because %s requires %s".formatted(named, shape.shapeText()));
    }
    return source;
  }

  private static ObserverSource file(Path file, FileOptions options, OptionalInt size) {
    Optional<List<Integer>> input =
        options
            .input()
            .or(() -> size.isPresent() ? NetworkFile.inputOnCard(file) : Optional.empty());
    if (size.isPresent()) {
      int planes = input.map(List::getFirst).orElse(DEFAULT_PLANES);
      input = Optional.of(List.of(planes, size.getAsInt(), size.getAsInt()));
    }
    return NetworkFile.declared(
            file,
            input,
            options.output(),
            options.classes(),
            options.scale(),
            options.layout(),
            options.layers())
        .open();
  }
}
