package org.revcor.inference.calibration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.revcor.file.WholeFile;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calibrations stored in a folder, one file per observer. A calibration of another machine,
 * engine or kernels is listed but never used. Thread-safe.
 */
public final class Calibrations {
  /** No calibrations, and no folder to store one. */
  public static final Calibrations NONE =
      new Calibrations(Optional.empty(), Hardware::ofThisMachine);

  private static final Logger LOG = LoggerFactory.getLogger(Calibrations.class);
  private static final String FOLDER = "calibrations";
  private static final String ENDING = ".json";
  private static final int DIGITS = 16;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Optional<Path> folder;
  private final Supplier<Hardware> hardware;

  private Calibrations(Optional<Path> folder, Supplier<Hardware> hardware) {
    this.folder = folder;
    this.hardware = hardware;
  }

  /**
   * Returns the calibrations of a data folder.
   *
   * @param hardware the current hardware; called when there are calibrations
   */
  public static Calibrations ofDataFolder(Path dataFolder, Supplier<Hardware> hardware) {
    return of(dataFolder.resolve(FOLDER), hardware);
  }

  /**
   * Returns the calibrations of a folder, which need not exist yet.
   *
   * @param hardware the current hardware; calibrations of other hardware are not used
   */
  static Calibrations of(Path folder, Supplier<Hardware> hardware) {
    return new Calibrations(Optional.of(folder), hardware);
  }

  /** A stored calibration, and why it cannot be used on this machine. */
  public record Stored(Calibration calibration, Optional<String> unusable) {}

  /** Returns whether there are no calibrations. */
  public boolean isEmpty() {
    return files().isEmpty();
  }

  /** Returns all readable calibrations, sorted by the name of their observer. */
  public List<Stored> all() {
    List<Stored> all = new ArrayList<>();
    for (Path file : files()) {
      read(file)
          .ifPresent(
              each -> all.add(new Stored(each, differenceFrom(each, each.ignoresKernels()))));
    }
    all.sort(Comparator.comparing(stored -> stored.calibration().observer()));
    return all;
  }

  private Optional<String> differenceFrom(Calibration earlier, boolean ignoresKernels) {
    return hardware.get().differenceFrom(earlier.hardware(), ignoresKernels);
  }

  /** Returns the calibration of an observer if it is of this machine, its engine and kernels. */
  public Lookup of(ObserverSource source) {
    ObserverDescription observer = source.description();
    Optional<Path> file = folder.map(home -> file(home, observer.digest())).filter(Files::exists);
    if (file.isEmpty()) {
      return new Lookup.None("there is no calibration of " + observer.name());
    }
    Optional<Calibration> read = read(file.get());
    if (read.isEmpty() || !read.get().digest().equals(observer.digest())) {
      return new Lookup.None(
          "the calibration of %s, %s, cannot be read".formatted(observer.name(), file.get()));
    }
    Calibration calibration = read.get();
    boolean ignoresKernels = calibration.ignoresKernels() && !source.supportsVectorKernels();
    return differenceFrom(calibration, ignoresKernels)
        .<Lookup>map(
            difference ->
                new Lookup.None(
                    "the calibration of %s is of another machine, engine or kernels (%s)"
                        .formatted(observer.name(), difference)))
        .orElseGet(() -> new Lookup.Found(calibration));
  }

  /**
   * Stores a calibration and replaces an earlier one of its observer.
   *
   * @return its file
   * @throws IOException if the file cannot be written
   */
  public Path keep(Calibration calibration) throws IOException {
    Path home = folder.orElseThrow(() -> new IllegalStateException("no folder for calibrations"));
    Files.createDirectories(home);
    Path file = file(home, calibration.digest());
    WholeFile.write(file, MAPPER.writeValueAsBytes(calibration));
    return file;
  }

  private static Path file(Path home, String digest) {
    String digits = digest.substring(digest.indexOf(':') + 1);
    return home.resolve(digits.substring(0, Math.min(DIGITS, digits.length())) + ENDING);
  }

  private List<Path> files() {
    if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      LOG.warn("the calibrations in {} cannot be listed", folder.get(), e);
      return List.of();
    }
  }

  private static Optional<Calibration> read(Path file) {
    try {
      Calibration calibration = MAPPER.readValue(file.toFile(), Calibration.class);
      return Optional.ofNullable(calibration).filter(Calibrations::isComplete);
    } catch (JsonProcessingException e) {
      LOG.warn("the calibration {} cannot be read: {}", file, e.getOriginalMessage());
    } catch (IOException e) {
      LOG.warn("the calibration {} cannot be read", file, e);
    }
    return Optional.empty();
  }

  /** Returns whether the required fields are set: Jackson accepts a file without them. */
  private static boolean isComplete(Calibration calibration) {
    return Stream.of(calibration.observer(), calibration.digest(), calibration.hardware())
            .allMatch(Objects::nonNull)
        && calibration.batchSize() >= 1
        && calibration.lanes() >= 1;
  }

  /** The result of looking up the calibration of an observer. */
  public sealed interface Lookup {
    /** A calibration of this machine and engine. */
    record Found(Calibration calibration) implements Lookup {}

    /**
     * No usable calibration.
     *
     * @param reason a clause, such as {@code there is no calibration of mnist-cnn}
     */
    record None(String reason) implements Lookup {}
  }
}
