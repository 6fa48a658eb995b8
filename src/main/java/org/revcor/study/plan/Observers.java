package org.revcor.study.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.FolderFiles;
import org.revcor.observer.file.NetworkFile;
import org.revcor.study.specification.ObserverReference;

/** Finds observers by name in a catalogue, and network files by path. */
public final class Observers implements ObserverReference.Resolver {
  /** A file that only run directories have. */
  private static final String RECORD = "record.json";

  private final Catalogue catalogue;
  private final Function<String, Path> files;

  private Observers(Catalogue catalogue, Function<String, Path> files) {
    this.catalogue = catalogue;
    this.files = files;
  }

  /** Allows any file, for users who can read all files of this machine. */
  public static Observers withAnyFile(Catalogue catalogue) {
    return new Observers(catalogue, name -> FolderFiles.requireRegular(name, Path.of(name)));
  }

  /** Allows only files in the observers folder. */
  public static Observers withFilesOfItsFolder(Catalogue catalogue) {
    return new Observers(catalogue, catalogue.files()::resolve);
  }

  /**
   * Returns the reference to a network file with all that the file and its card state. A file of
   * the observers folder is relative to it. Empty for other observers.
   */
  public static Optional<ObserverReference> complete(
      ObserverReference reference, ObserverSource source) {
    return NetworkFile.completeOf(source)
        .map(
            file ->
                new ObserverReference.FromFile(
                    reference instanceof ObserverReference.FromFile given
                        ? given.file()
                        : String.valueOf(file.file().getFileName()),
                    file.input(),
                    Optional.of(file.output()),
                    given(file.classes()),
                    Optional.of(file.scale()),
                    file.layout(),
                    given(file.layers())));
  }

  private static Optional<List<String>> given(List<String> names) {
    return Optional.of(names).filter(list -> !list.isEmpty());
  }

  /**
   * Returns a network file. If it is missing in a run directory, whose study file names networks of
   * the observers folder by their paths there, it is that of the folder.
   */
  private Path network(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(file)) {
      if (Files.exists(folder.resolve(RECORD))) {
        return catalogue.folder().resolve(folder.relativize(file.toAbsolutePath()));
      }
      folder = folder.getParent();
    }
    return file;
  }

  /** Resolves the name of a file in a study. */
  Path file(String name) {
    return files.apply(name);
  }

  @Override
  public ObserverSource resolve(ObserverReference reference) {
    return switch (reference) {
      case ObserverReference.Named named -> catalogue.named(named.model());
      case ObserverReference.FromFile declared ->
          NetworkFile.declared(
                  network(files.apply(declared.file())),
                  declared.input(),
                  declared.output(),
                  declared.classes(),
                  declared.scale(),
                  declared.layout(),
                  declared.layers())
              .open(catalogue.inspector());
      case ObserverReference.External(var input, var output, var classes) ->
          ExternalSource.of(input, output, classes);
      case ObserverReference.Served(var model, var input, var output, var classes) ->
          ExternalSource.of(input, output, classes, model);
      case ObserverReference.Edited edited -> {
        ObserverSource original = resolve(edited.original());
        yield original.edited(
            new EditFiles(files).withValues(edited.edits(), original.description()));
      }
    };
  }
}
