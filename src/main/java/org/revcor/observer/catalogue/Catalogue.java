package org.revcor.observer.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.NetworkFile;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.NetworkSource;
import org.revcor.observer.training.Card;
import org.revcor.observer.training.Recipe;
import org.revcor.schema.Spelling;

/**
 * Finds observers by name: the shipped ones and those in the observers folder.
 *
 * <p>Every call lists the folder again. A file is inspected again only if its size or modification
 * time has changed, or the system has not let its inspection finish. An observer in the folder
 * hides a shipped one with the same name. Thread-safe.
 *
 * <p>In the folder, {@code NAME.safetensors} with its card {@code NAME.json} is an observer trained
 * by {@code revcor train}. {@code NAME.pt} with a card is a TorchScript file; its card has at least
 * {@code {"input": [1, 28, 28]}}. {@code NAME.onnx} is an ONNX file, with a card if it leaves
 * something open.
 */
public final class Catalogue {
  private static final String MODEL_FIELD = "study.observer.model";
  private static final byte[] NO_CARD = {'{', '}'};

  /** The result of inspecting an observer: a source, or the reason why it is unusable. */
  private sealed interface Finding {
    record Usable(ObserverSource source, Optional<Card> card) implements Finding {}

    record Broken(InvalidInputException problem) implements Finding {}
  }

  /** Identifies versions of an observer's files by size and modification time. */
  private record Stamp(Path file, String weights, String card) {}

  /**
   * @param other another network of the folder with the same name
   */
  private record Candidate(CatalogueEntry.Origin origin, Path file, Optional<Path> other) {
    static Candidate of(CatalogueEntry.Origin origin, Path file, @Nullable Candidate earlier) {
      return new Candidate(
          origin,
          file,
          Optional.ofNullable(earlier)
              .filter(hidden -> hidden.origin != CatalogueEntry.Origin.SHIPPED)
              .map(Candidate::file));
    }
  }

  private final Path folder;
  private final FolderFiles files;
  private final Inspection.Inspector inspector;
  private final Map<Stamp, Finding> findings = new ConcurrentHashMap<>();

  /**
   * Creates a catalogue that inspects networks in this process.
   *
   * @param folder the observers folder; need not exist
   */
  public Catalogue(Path folder) {
    this(folder, Inspection::of);
  }

  /**
   * @param folder the observers folder; need not exist
   */
  public Catalogue(Path folder, Inspection.Inspector inspector) {
    this.folder = folder.toAbsolutePath().normalize();
    this.files = new FolderFiles(this.folder);
    this.inspector = inspector;
  }

  /** Returns what inspects network files. */
  public Inspection.Inspector inspector() {
    return inspector;
  }

  public Path folder() {
    return folder;
  }

  public FolderFiles files() {
    return files;
  }

  /** Returns all observers, sorted by name. An unusable one is listed with its problem. */
  public List<CatalogueEntry> entries() {
    return candidates().entrySet().stream()
        .map(found -> entry(found.getKey(), found.getValue()))
        .toList();
  }

  /** Returns an observer by name; empty if it does not exist. */
  public Optional<CatalogueEntry> find(String name) {
    return Optional.ofNullable(candidates().get(name)).map(found -> entry(name, found));
  }

  /** Returns why an observer is unusable; empty if it is usable or does not exist. */
  Optional<InvalidInputException> problem(String name) {
    Candidate candidate = candidates().get(name);
    return candidate != null && inspect(name, candidate) instanceof Finding.Broken(var problem)
        ? Optional.of(problem)
        : Optional.empty();
  }

  public List<String> names() {
    return List.copyOf(candidates().keySet());
  }

  private CatalogueEntry entry(String name, Candidate candidate) {
    try {
      return switch (inspect(name, candidate)) {
        case Finding.Usable(ObserverSource source, Optional<Card> card) ->
            entry(name, candidate, Optional.of(source.description()), card, Optional.empty());
        case Finding.Broken(InvalidInputException problem) -> throw problem;
      };
    } catch (RevcorException unusable) {
      Optional<String> problem = Optional.of(String.valueOf(unusable.getMessage()));
      return entry(name, candidate, Optional.empty(), Optional.empty(), problem);
    }
  }

  private static CatalogueEntry entry(
      String name,
      Candidate candidate,
      Optional<ObserverDescription> description,
      Optional<Card> card,
      Optional<String> problem) {
    Optional<Path> file =
        Optional.of(candidate.file())
            .filter(path -> candidate.origin() != CatalogueEntry.Origin.SHIPPED);
    return new CatalogueEntry(name, candidate.origin(), description, card, file, problem);
  }

  /**
   * Returns the source of an observer by name.
   *
   * @throws InvalidInputException if it does not exist or is unusable; the message suggests the
   *     nearest name
   */
  public ObserverSource named(String name) {
    Map<String, Candidate> candidates = candidates();
    Candidate candidate = candidates.get(name);
    if (candidate == null) {
      throw new InvalidInputException(
          MODEL_FIELD,
          name,
          FileFormat.isOther(name)
              ? "the name of a network, or " + FileFormat.expected(name, "")
              : Spelling.expected(name, candidates.keySet()));
    }
    return switch (inspect(name, candidate)) {
      case Finding.Usable usable -> usable.source();
      case Finding.Broken(InvalidInputException problem) ->
          throw new InvalidInputException(
              MODEL_FIELD,
              name + ", which cannot be used (" + problem.getMessage() + ")",
              "a usable observer");
    };
  }

  private Map<String, Candidate> candidates() {
    Map<String, Candidate> candidates = new TreeMap<>();
    for (String name : ShippedObservers.NAMES) {
      candidates.put(
          name,
          Candidate.of(
              CatalogueEntry.Origin.SHIPPED, Path.of(name + FileExtensions.WEIGHTS), null));
    }
    for (FileFormat format : FileFormat.values()) {
      for (Path file : files.endingWith(format.extension())) {
        candidates.compute(
            name(file, format.extension()),
            (name, earlier) -> Candidate.of(CatalogueEntry.Origin.FILE, file, earlier));
      }
    }
    for (Path file : files.endingWith(FileExtensions.WEIGHTS)) {
      candidates.compute(
          name(file, FileExtensions.WEIGHTS),
          (name, earlier) -> Candidate.of(CatalogueEntry.Origin.TRAINED, file, earlier));
    }
    return candidates;
  }

  private static String name(Path file, String ending) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending.length());
  }

  private Finding inspect(String name, Candidate candidate) {
    if (candidate.other().isPresent()) {
      return new Finding.Broken(
          new InvalidInputException(
              name,
              "the name of %s and of %s"
                  .formatted(candidate.file().getFileName(), candidate.other().get().getFileName()),
              "the name of one network; rename the other"));
    }
    Path card = folder.resolve(name + FileExtensions.CARD);
    Stamp stamp =
        candidate.origin() == CatalogueEntry.Origin.SHIPPED
            ? new Stamp(candidate.file(), "", "")
            : new Stamp(
                candidate.file(), FolderFiles.stamp(candidate.file()), FolderFiles.stamp(card));
    Finding known = findings.get(stamp);
    if (known != null) {
      return known;
    }
    findings.keySet().removeIf(earlier -> earlier.file().equals(stamp.file()));
    Finding now = open(name, candidate, card);
    findings.put(stamp, now);
    return now;
  }

  private Finding open(String name, Candidate candidate, Path card) {
    try {
      return switch (candidate.origin()) {
        case SHIPPED -> shipped(name);
        case TRAINED -> trained(name, candidate.file(), card);
        case FILE -> file(name, candidate.file(), card);
      };
    } catch (InvalidInputException problem) {
      return new Finding.Broken(problem);
    }
  }

  private static Finding shipped(String name) {
    return new Finding.Usable(
        ShippedObservers.source(name), Optional.of(ShippedObservers.card(name)));
  }

  private Finding trained(String name, Path file, Path cardFile) {
    String cardName = name + FileExtensions.CARD;
    Card card = Card.read(cardName, files.read(cardFile));
    ObserverDescription description = card.description(name, cardName);
    Architecture architecture = Recipe.named(card.recipe()).architecture();
    return new Finding.Usable(
        NetworkSource.open(file.toString(), description, architecture, () -> files.read(file))
            .withTraining(card.training(), card.backdoor() != null),
        Optional.of(card));
  }

  private Finding file(String name, Path file, Path card) {
    if (!files.contains(file)) {
      throw new InvalidInputException(
          file.toString(), "a link out of the observers folder", "a file in the observers folder");
    }
    return new Finding.Usable(
        NetworkFile.ofCard(file, name, card.toString(), card(file, card)).open(inspector),
        Optional.empty());
  }

  private byte[] card(Path file, Path card) {
    return Files.exists(card) || FileFormat.needsCard(file) ? files.read(card) : NO_CARD;
  }

  /**
   * The trained networks shipped with Revcor, as resources of this package.
   *
   * <p>Listing them reads only their cards, to be fast.
   */
  static final class ShippedObservers {
    /** Their names; each is the name of its recipe. */
    static final List<String> NAMES =
        List.of(
            "cifar10-cnn", "fashion-cnn", "mnist-cnn", "mnist-logistic", "mnist-mlp", "mnist-rnn");

    private ShippedObservers() {}

    static Card card(String name) {
      String file = name + FileExtensions.CARD;
      return Card.read(file, resource(file));
    }

    static ObserverSource source(String name) {
      Card card = card(name);
      String weights = name + FileExtensions.WEIGHTS;
      return NetworkSource.openLazily(
              weights,
              card.description(name, name + FileExtensions.CARD),
              Recipe.named(card.recipe()).architecture(),
              () -> resource(weights))
          .withTraining(card.training(), card.backdoor() != null);
    }

    private static byte[] resource(String name) {
      return Uncheck.get(
          () -> IOUtils.resourceToByteArray("/org/revcor/observer/catalogue/" + name));
    }
  }

  /**
   * An observer in the list of the catalogue.
   *
   * @param description empty if the observer is unusable
   * @param card training settings and test results; empty for a file of another program or an
   *     unusable observer
   * @param file its file in the observers folder; empty if it is shipped with Revcor
   * @param problem why it is unusable; empty if it is usable
   */
  public record CatalogueEntry(
      String name,
      Origin origin,
      Optional<ObserverDescription> description,
      Optional<Card> card,
      Optional<Path> file,
      Optional<String> problem) {

    /** Returns the fraction of test images that it classifies correctly, from its card. */
    public OptionalDouble testAccuracy() {
      return card.map(Card::accuracy).orElse(OptionalDouble.empty());
    }

    public enum Origin {
      /** Shipped with Revcor. */
      SHIPPED,
      /** Weights in the observers folder, trained by a recipe. */
      TRAINED,
      /** A file of another program in the observers folder. */
      FILE
    }
  }
}
