package org.revcor.stimulus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/**
 * The bases that are known by name: those that come with Revcor, and those of a folder.
 *
 * <p>In the folder, {@code NAME.safetensors} with its card {@code NAME.json} is a basis that {@code
 * revcor fit} made. It is looked at anew whenever the catalogue is asked. A basis in the folder
 * hides a shipped one of its name. Safe for use by many threads.
 */
public final class Bases {
  private static final String FIELD = "study.stimulus.basis";
  private static final List<String> SHIPPED = List.of("gabor-fashion-mnist", "gabor-mnist");

  private final Path folder;

  /**
   * @param folder where bases lie; need not exist
   */
  public Bases(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Those of the folder {@code bases} in Revcor's data folder. */
  public static Bases ofDataFolder(Path dataFolder) {
    return new Bases(dataFolder.resolve("bases"));
  }

  /** The folder, absolute. */
  public Path folder() {
    return folder;
  }

  /** All bases, sorted by name; one that cannot be used is listed with its problem. */
  public List<BasisEntry> entries() {
    return places().entrySet().stream()
        .map(place -> entry(place.getKey(), place.getValue()))
        .toList();
  }

  /** One of them; empty if there is none of that name. */
  public Optional<BasisEntry> find(String name) {
    return Optional.ofNullable(places().get(name)).map(file -> entry(name, file));
  }

  /**
   * A basis by name.
   *
   * @throws InvalidInputException if there is none, with the nearest name, or if it cannot be used
   */
  public GaborBasis named(String name) {
    Map<String, Optional<Path>> places = places();
    Optional<Path> file = places.get(name);
    if (file == null) {
      throw new InvalidInputException(
          FIELD,
          name,
          "one of %s, or one that revcor fit makes%s"
              .formatted(String.join(", ", places.keySet()), Spelling.hint(name, places.keySet())));
    }
    try {
      return open(name, file);
    } catch (InvalidInputException problem) {
      throw new InvalidInputException(
          FIELD, name + ", which cannot be used (" + problem.getMessage() + ")", "a usable basis");
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

  /** Files by name; empty for what comes with Revcor. */
  private Map<String, Optional<Path>> places() {
    Map<String, Optional<Path>> places = new TreeMap<>();
    SHIPPED.forEach(name -> places.put(name, Optional.empty()));
    for (Path file : files()) {
      String name = file.getFileName().toString();
      places.put(name.substring(0, name.length() - GaborBasis.FILE.length()), Optional.of(file));
    }
    return places;
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> isBasis(file.getFileName().toString())).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isBasis(String file) {
    return file.endsWith(GaborBasis.FILE)
        && file.length() > GaborBasis.FILE.length()
        && !file.startsWith(".");
  }

  private static GaborBasis open(String name, Optional<Path> file) {
    if (file.isEmpty()) {
      String resource = name + GaborBasis.FILE;
      String card = name + GaborBasis.CARD;
      return GaborBasis.read(
          name, resource, shipped(resource), BasisCard.read(card, shipped(card)));
    }
    Path card = file.get().resolveSibling(name + GaborBasis.CARD);
    return GaborBasis.read(
        name, file.get().toString(), read(file.get()), BasisCard.read(card.toString(), read(card)));
  }

  private static byte[] read(Path file) {
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          file.toString(), "missing", "there, beside the basis that it belongs to");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new InvalidInputException(
          file.toString(), "not readable (" + unreadable + ")", "readable");
    }
  }

  private static byte[] shipped(String resource) {
    try (InputStream in = Bases.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
