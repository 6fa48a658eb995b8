package org.revcor.observer.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.NetworkSource;
import org.revcor.observer.torchscript.TorchScriptFile;
import org.revcor.observer.training.Card;
import org.revcor.observer.training.Recipe;

/**
 * The observers that are known by name: those that come with Revcor, and those in the observers
 * folder.
 *
 * <p>The folder is looked at anew whenever the catalogue is asked; what a file holds is looked at
 * only when its size or time has changed. An observer in the folder hides a shipped one of its
 * name. Safe for use by many threads.
 *
 * <p>In the folder, {@code NAME.safetensors} with its card {@code NAME.json} is an observer that
 * {@code revcor train} made; {@code NAME.pt} with a card is a TorchScript file, whose card says at
 * least {@code {"input": [1, 28, 28]}}.
 */
public final class Catalogue {
  private static final String MODEL_FIELD = "study.observer.model";
  private static final String FILE_FIELD = "study.observer.file";

  /** An observer that was looked at: a source, or the reason why there is none. */
  private sealed interface Looked {
    record Usable(ObserverSource source, Optional<Card> card) implements Looked {}

    record Broken(InvalidInputException problem) implements Looked {}
  }

  /** What tells whether files have changed. */
  private record Stamp(Path file, String weights, String card) {}

  private record Candidate(CatalogueEntry.Origin origin, Path file) {}

  private final Path folder;
  private final Map<Stamp, Looked> looked = new ConcurrentHashMap<>();

  /**
   * @param folder the observers folder; need not exist
   */
  public Catalogue(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The observers folder, absolute. */
  public Path folder() {
    return folder;
  }

  /** All observers, sorted by name; one that cannot be used is listed with its problem. */
  public List<CatalogueEntry> entries() {
    return candidates().entrySet().stream()
        .map(found -> entry(found.getKey(), found.getValue()))
        .toList();
  }

  /** One of them; empty if there is none of that name. */
  public Optional<CatalogueEntry> find(String name) {
    return Optional.ofNullable(candidates().get(name)).map(found -> entry(name, found));
  }

  /** Why an observer cannot be used; empty if it can, or if there is none. */
  Optional<InvalidInputException> problem(String name) {
    Candidate candidate = candidates().get(name);
    return candidate != null && look(name, candidate) instanceof Looked.Broken(var problem)
        ? Optional.of(problem)
        : Optional.empty();
  }

  /** Names of all of them, sorted. */
  public List<String> names() {
    return List.copyOf(candidates().keySet());
  }

  private CatalogueEntry entry(String name, Candidate candidate) {
    Optional<Path> file =
        Optional.of(candidate.file())
            .filter(path -> candidate.origin() != CatalogueEntry.Origin.SHIPPED);
    return switch (look(name, candidate)) {
      case Looked.Usable(ObserverSource source, Optional<Card> card) ->
          new CatalogueEntry(
              name,
              candidate.origin(),
              Optional.of(source.description()),
              card,
              file,
              Optional.empty());
      case Looked.Broken(InvalidInputException problem) ->
          new CatalogueEntry(
              name,
              candidate.origin(),
              Optional.empty(),
              Optional.empty(),
              file,
              Optional.of(String.valueOf(problem.getMessage())));
    };
  }

  /**
   * An observer by name.
   *
   * @throws InvalidInputException if there is none, with the nearest name, or if it cannot be used
   */
  public ObserverSource named(String name) {
    Map<String, Candidate> candidates = candidates();
    Candidate candidate = candidates.get(name);
    if (candidate == null) {
      throw new InvalidInputException(
          MODEL_FIELD, name, Spelling.expected(name, candidates.keySet()));
    }
    return switch (look(name, candidate)) {
      case Looked.Usable usable -> usable.source();
      case Looked.Broken(InvalidInputException problem) ->
          throw new InvalidInputException(
              MODEL_FIELD,
              name + ", which cannot be used (" + problem.getMessage() + ")",
              "a usable observer");
    };
  }

  /**
   * A file of the observers folder, for those who may name no other.
   *
   * @param file its path relative to the folder
   * @return its absolute path
   * @throws InvalidInputException if it is not there, or lies elsewhere, also behind a link
   */
  public Path resolve(String file) {
    try {
      Path named = Path.of(file);
      if (!named.isAbsolute() && !file.isEmpty() && isInside(folder.resolve(named))) {
        return folder.resolve(named).toRealPath();
      }
    } catch (InvalidPathException | IOException unusable) {
      // refused below, in the same words as a file that is elsewhere
    }
    throw new InvalidInputException(
        FILE_FIELD, file, "a file in the observers folder, relative to it");
  }

  private boolean isInside(Path file) {
    try {
      Path real = file.toRealPath();
      return real.startsWith(folder.toRealPath()) && Files.isRegularFile(real);
    } catch (IOException missing) {
      return false;
    }
  }

  private Map<String, Candidate> candidates() {
    Map<String, Candidate> candidates = new TreeMap<>();
    for (String name : ShippedObservers.NAMES) {
      candidates.put(
          name,
          new Candidate(CatalogueEntry.Origin.SHIPPED, Path.of(name + FileExtensions.WEIGHTS)));
    }
    for (Path file : files(FileExtensions.TORCHSCRIPT)) {
      candidates.put(
          name(file, FileExtensions.TORCHSCRIPT),
          new Candidate(CatalogueEntry.Origin.TORCHSCRIPT, file));
    }
    for (Path file : files(FileExtensions.WEIGHTS)) {
      candidates.put(
          name(file, FileExtensions.WEIGHTS), new Candidate(CatalogueEntry.Origin.TRAINED, file));
    }
    return candidates;
  }

  private List<Path> files(String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> isNamed(file.getFileName().toString(), ending)).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isNamed(String file, String ending) {
    return file.endsWith(ending) && file.length() > ending.length() && !file.startsWith(".");
  }

  private static String name(Path file, String ending) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending.length());
  }

  private Looked look(String name, Candidate candidate) {
    Path card = folder.resolve(name + FileExtensions.CARD);
    Stamp stamp =
        candidate.origin() == CatalogueEntry.Origin.SHIPPED
            ? new Stamp(candidate.file(), "", "")
            : new Stamp(candidate.file(), stamp(candidate.file()), stamp(card));
    Looked known = looked.get(stamp);
    if (known != null) {
      return known;
    }
    looked.keySet().removeIf(earlier -> earlier.file().equals(stamp.file()));
    Looked now = open(name, candidate, card);
    looked.put(stamp, now);
    return now;
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException missing) {
      return "missing";
    }
  }

  private Looked open(String name, Candidate candidate, Path card) {
    try {
      return switch (candidate.origin()) {
        case SHIPPED -> shipped(name);
        case TRAINED -> trained(name, candidate.file(), card);
        case TORCHSCRIPT -> torchScript(name, candidate.file(), card);
      };
    } catch (InvalidInputException problem) {
      return new Looked.Broken(problem);
    }
  }

  private static Looked shipped(String name) {
    return new Looked.Usable(
        ShippedObservers.source(name), Optional.of(ShippedObservers.card(name)));
  }

  private Looked trained(String name, Path file, Path cardFile) {
    String cardName = name + FileExtensions.CARD;
    Card card = Card.read(cardName, read(cardFile));
    ObserverDescription description = card.description(name, cardName);
    Architecture architecture = Recipe.named(card.recipe()).architecture();
    return new Looked.Usable(
        NetworkSource.open(file.toString(), description, architecture, () -> read(file))
            .withTraining(card.recipe(), card.backdoor() != null),
        Optional.of(card));
  }

  private Looked torchScript(String name, Path file, Path card) {
    if (!isInside(file)) {
      throw new InvalidInputException(
          file.toString(), "a link to elsewhere", "a file of the observers folder");
    }
    return new Looked.Usable(
        TorchScriptFile.ofCard(file, name, card.toString(), read(card)).open(), Optional.empty());
  }

  private byte[] read(Path file) {
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          file.toString(), "missing", "there, beside the network that it belongs to");
    }
    if (!isInside(file)) {
      throw new InvalidInputException(file.toString(), "not a file of the observers folder", "one");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new InvalidInputException(
          file.toString(), "not readable (" + unreadable + ")", "readable");
    }
  }
}
