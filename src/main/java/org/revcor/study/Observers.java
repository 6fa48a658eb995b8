package org.revcor.study;

import java.nio.file.Path;
import java.util.function.Function;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.torchscript.TorchScriptFile;
import org.revcor.specification.ObserverReference;

/** Finds observers by name in a catalogue, and TorchScript files by their path. */
public final class Observers implements ObserverReference.Resolver {
  private final Catalogue catalogue;
  private final Function<String, Path> files;

  private Observers(Catalogue catalogue, Function<String, Path> files) {
    this.catalogue = catalogue;
    this.files = files;
  }

  /** For whoever may read any file here anyway. */
  public static Observers withAnyFile(Catalogue catalogue) {
    return new Observers(catalogue, Path::of);
  }

  /** For those who may name no file but the observers folder's. */
  public static Observers withFilesOfItsFolder(Catalogue catalogue) {
    return new Observers(catalogue, catalogue::resolve);
  }

  /** Where a file is that a study names. */
  Path file(String name) {
    return files.apply(name);
  }

  @Override
  public ObserverSource resolve(ObserverReference reference) {
    return switch (reference) {
      case ObserverReference.Named named -> catalogue.named(named.model());
      case ObserverReference.FromFile declared ->
          TorchScriptFile.declared(
                  files.apply(declared.file()),
                  declared.input(),
                  declared.output(),
                  declared.classes(),
                  declared.scale(),
                  declared.layers())
              .open();
      case ObserverReference.Edited edited -> {
        ObserverSource original = resolve(edited.original());
        yield original.edited(new EditFiles(files).inFull(edited.edits(), original.description()));
      }
    };
  }
}
