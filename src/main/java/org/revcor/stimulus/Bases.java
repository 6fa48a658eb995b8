package org.revcor.stimulus;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.file.FolderTree;
import org.revcor.file.InputFile;
import org.revcor.schema.Spelling;

/**
 * Catalogue of the bases: those shipped with Revcor and those in a folder.
 *
 * <p>A basis in the folder consists of {@code NAME.safetensors} and its card {@code NAME.json},
 * written by {@code revcor fit}. The folder is read at each request. A basis in the folder hides a
 * shipped basis of the same name. Thread-safe.
 *
 * @param folder folder of bases, made absolute; need not exist
 */
public record Bases(Path folder) {
  private static final String FIELD = "study.stimulus.basis";
  private static final List<String> SHIPPED =
      List.of(
          "gabor-fashion-mnist", "gabor-mnist", "pca-cifar-10", "pca-fashion-mnist", "pca-mnist");

  public Bases {
    folder = folder.toAbsolutePath().normalize();
  }

  /** Returns the catalogue of the folder {@code bases} in Revcor's data folder. */
  public static Bases ofDataFolder(Path dataFolder) {
    return new Bases(dataFolder.resolve("bases"));
  }

  /** Returns all bases, sorted by name; a basis that is unusable is listed with its problem. */
  public List<BasisEntry> entries() {
    return filesByName().entrySet().stream()
        .map(file -> entry(file.getKey(), file.getValue()))
        .toList();
  }

  /** Returns the entry of a basis; empty if it does not exist. */
  public Optional<BasisEntry> find(String name) {
    return Optional.ofNullable(filesByName().get(name)).map(file -> entry(name, file));
  }

  /**
   * Returns a basis of Gabor-PCA.
   *
   * @throws InvalidInputException if it does not exist, with the nearest name, or is unusable
   */
  public GaborBasis named(String name) {
    return switch (any(FIELD, name)) {
      case GaborBasis basis -> basis;
      case PcaBasis other -> throw refused(FIELD, other, BasisCard.GABOR_PCA);
    };
  }

  /**
   * Returns a basis of principal components.
   *
   * @throws InvalidInputException if it does not exist, with the nearest name, or is unusable
   */
  public PcaBasis pca(String field, String name) {
    return switch (any(field, name)) {
      case PcaBasis basis -> basis;
      case GaborBasis other -> throw refused(field, other, BasisCard.PCA);
    };
  }

  private static InvalidInputException refused(String field, Basis basis, String expected) {
    return new InvalidInputException(
        field,
        "%s, of kind %s".formatted(basis.name(), basis.card().kind()),
        "a basis of kind " + expected);
  }

  /**
   * Returns a basis of any kind.
   *
   * @throws InvalidInputException if it does not exist, with the nearest name, or is unusable
   */
  public Basis any(String field, String name) {
    Map<String, Optional<Path>> files = filesByName();
    Optional<Path> file = files.get(name);
    if (file == null) {
      throw new InvalidInputException(
          field,
          name,
          "one of %s, or a basis fitted by revcor fit%s"
              .formatted(String.join(", ", files.keySet()), Spelling.hint(name, files.keySet())));
    }
    try {
      return open(name, file);
    } catch (InvalidInputException problem) {
      throw new InvalidInputException(
          field, name + ", which is unusable (" + problem.getMessage() + ")", "a usable basis");
    }
  }

  private static BasisEntry entry(String name, Optional<Path> file) {
    try {
      return new BasisEntry(name, Optional.of(open(name, file).card()), file, Optional.empty());
    } catch (InvalidInputException problem) {
      return new BasisEntry(
          name, Optional.empty(), file, Optional.of(String.valueOf(problem.getMessage())));
    }
  }

  private Map<String, Optional<Path>> filesByName() {
    Map<String, Optional<Path>> files = new TreeMap<>();
    SHIPPED.forEach(name -> files.put(name, Optional.empty()));
    for (Path file : new FolderTree(folder).endingWith(Basis.FILE)) {
      String name = file.getFileName().toString();
      files.put(name.substring(0, name.length() - Basis.FILE.length()), Optional.of(file));
    }
    return files;
  }

  private static Basis open(String name, Optional<Path> file) {
    if (file.isEmpty()) {
      String resource = name + Basis.FILE;
      String card = name + Basis.CARD;
      return Basis.read(name, resource, shipped(resource), BasisCard.read(card, shipped(card)));
    }
    Path card = file.get().resolveSibling(name + Basis.CARD);
    return Basis.read(
        name, file.get().toString(), read(file.get()), BasisCard.read(card.toString(), read(card)));
  }

  private static byte[] read(Path file) {
    return new InputFile(file, "a file beside the basis that it describes").bytes();
  }

  private static byte[] shipped(String resource) {
    return Uncheck.get(() -> IOUtils.resourceToByteArray("/org/revcor/stimulus/" + resource));
  }

  /**
   * An entry of the catalogue of bases.
   *
   * @param card card of the basis; empty if there is a problem
   * @param file file of the basis; empty if it is shipped with Revcor
   */
  public record BasisEntry(
      String name, Optional<BasisCard> card, Optional<Path> file, Optional<String> problem) {}
}
