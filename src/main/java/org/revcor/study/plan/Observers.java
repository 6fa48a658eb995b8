package org.revcor.study.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.file.Npy;
import org.revcor.observer.Edit;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.FolderFiles;
import org.revcor.observer.file.NetworkFile;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.ObserverReference.EditReference;

/** Finds observers by name in a catalogue, and network files by path. */
public final class Observers implements ObserverReference.Resolver {
  private final Catalogue catalogue;
  private final Function<String, Path> files;
  private final boolean anyFile;

  private Observers(Catalogue catalogue, Function<String, Path> files, boolean anyFile) {
    this.catalogue = catalogue;
    this.files = files;
    this.anyFile = anyFile;
  }

  /** Allows any file, for users who can read all files of this machine. */
  public static Observers withAnyFile(Catalogue catalogue) {
    return new Observers(catalogue, name -> FolderFiles.requireRegular(name, Path.of(name)), true);
  }

  public static Observers withFilesOfItsFolder(Catalogue catalogue) {
    return new Observers(catalogue, catalogue.files()::resolve, false);
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
                    file.output(),
                    given(file.classes()),
                    Optional.of(file.scale()),
                    file.layout(),
                    given(file.layers())));
  }

  private static Optional<List<String>> given(List<String> names) {
    return Optional.of(names).filter(list -> !list.isEmpty());
  }

  /**
   * Returns a network file. If it is missing, it is that of the observers folder: study files of a
   * server name its networks by their paths there.
   */
  private Path network(Path file) {
    for (int from = 0; from < file.getNameCount() && !Files.exists(file); from++) {
      Path ofServer = catalogue.folder().resolve(file.subpath(from, file.getNameCount()));
      if (Files.exists(ofServer)) {
        return ofServer;
      }
    }
    return file;
  }

  /** Returns a file of stimuli, or a folder if any file of this machine may be read. */
  public Path file(String name) {
    return anyFile && Files.isDirectory(Path.of(name)) ? Path.of(name) : files.apply(name);
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
      case ObserverReference.Edited edited -> {
        ObserverSource original = resolve(edited.original());
        yield original.edited(withValues(edited.edits(), original.description()));
      }
    };
  }

  /**
   * Returns the edits with all their values.
   *
   * @throws InvalidInputException if a file cannot be read, or its shape is not that of the layer
   */
  private List<Edit> withValues(List<EditReference> references, ObserverDescription observer) {
    List<Edit> edits = new ArrayList<>();
    for (EditReference reference : references) {
      String field = "study.observer.edits[%d]".formatted(edits.size());
      edits.add(
          switch (reference) {
            case EditReference.Stated(Edit edit) -> edit;
            case EditReference.InjectFile(String layer, String file, float share) -> {
              LayerDescription described = observer.layer(field + ".layer", layer);
              yield new Edit.Inject(layer, values(field + ".file", file, described), share);
            }
          });
    }
    return edits;
  }

  private float[] values(String field, String file, LayerDescription layer) {
    Npy.Array array = read(field, file);
    int[] expected = {layer.planes(), layer.height(), layer.width()};
    if (!trimmed(array.shape()).equals(trimmed(expected))) {
      throw new InvalidInputException(
          field,
          "%s, an array of %s".formatted(file, shape(array.shape())),
          "an array of %s, the shape of layer %s".formatted(shape(expected), layer.name()));
    }
    return array.values();
  }

  private Npy.Array read(String field, String file) {
    try {
      byte[] bytes =
          new InputFile(field, file, files.apply(file), "an existing NumPy file (.npy)").bytes();
      return Npy.read(bytes);
    } catch (IllegalArgumentException other) {
      throw new InvalidInputException(
          field,
          "%s, %s".formatted(file, other.getMessage()),
          "a NumPy file (.npy) of float32 or float64");
    } catch (InvalidInputException elsewhere) {
      throw new InvalidInputException(field, elsewhere.value(), elsewhere.expected());
    }
  }

  /** Removes sides of length 1, since a vector may be stored with any number of them. */
  private static List<Integer> trimmed(int[] shape) {
    return IntStream.of(shape).filter(side -> side != 1).boxed().toList();
  }

  private static String shape(int[] shape) {
    return String.join(" x ", IntStream.of(shape).mapToObj(Integer::toString).toList());
  }
}
