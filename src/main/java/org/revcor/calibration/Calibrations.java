package org.revcor.calibration;

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
import org.revcor.WholeFile;
import org.revcor.observer.ObserverDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calibrations that are kept in a folder, one file an observer. One of another machine or
 * engine is there, but never used. Thread-safe.
 */
public final class Calibrations {
  /** None, and no place for any. */
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

  /** Those of a data folder. */
  public static Calibrations ofDataFolder(Path dataFolder) {
    return in(dataFolder.resolve(FOLDER), Hardware::ofThisMachine);
  }

  /**
   * Those of a folder, which need not be there yet.
   *
   * @param hardware what they must be of to be used
   */
  static Calibrations in(Path folder, Supplier<Hardware> hardware) {
    return new Calibrations(Optional.of(folder), hardware);
  }

  /** One kept calibration. */
  public record CachedResults(Calibration calibration, Optional<String> unusable) {}

  /** All that can be read, by the names of their observers. */
  public List<CachedResults> all() {
    List<CachedResults> all = new ArrayList<>();
    Hardware here = hardware.get();
    for (Path file : files()) {
      read(file).ifPresent(each -> all.add(new CachedResults(each, here.differenceFrom(each.hardware()))));
    }
    all.sort(Comparator.comparing(kept -> kept.calibration().observer()));
    return all;
  }

  /** That of an observer, if it may be used here. */
  public Lookup of(ObserverDescription observer) {
    Optional<Path> file = folder.map(place -> file(place, observer.digest())).filter(Files::exists);
    if (file.isEmpty()) {
      return new Lookup.None("there is no calibration of " + observer.name());
    }
    Optional<Calibration> read = read(file.get());
    if (read.isEmpty() || !read.get().digest().equals(observer.digest())) {
      return new Lookup.None(
          "the calibration of %s, %s, cannot be read".formatted(observer.name(), file.get()));
    }
    Calibration calibration = read.get();
    return hardware
        .get()
        .differenceFrom(calibration.hardware())
        .<Lookup>map(
            difference ->
                new Lookup.None(
                    "the calibration of %s is of another machine or engine (%s)"
                        .formatted(observer.name(), difference)))
        .orElseGet(() -> new Lookup.Found(calibration));
  }

  /**
   * Keeps a calibration in place of an earlier one of its observer.
   *
   * @return its file
   * @throws IOException if it cannot be written
   */
  public Path keep(Calibration calibration) throws IOException {
    Path place = folder.orElseThrow(() -> new IllegalStateException("no folder for calibrations"));
    Files.createDirectories(place);
    Path file = file(place, calibration.digest());
    WholeFile.write(file, MAPPER.writeValueAsBytes(calibration));
    return file;
  }

  private static Path file(Path place, String digest) {
    String digits = digest.substring(digest.indexOf(':') + 1);
    return place.resolve(digits.substring(0, Math.min(DIGITS, digits.length())) + ENDING);
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
      return Optional.ofNullable(calibration).filter(each -> isWhole(each));
    } catch (JsonProcessingException e) {
      LOG.warn("the calibration {} cannot be read: {}", file, e.getOriginalMessage());
    } catch (IOException e) {
      LOG.warn("the calibration {} cannot be read", file, e);
    }
    return Optional.empty();
  }

  /** A file that somebody wrote by hand may lack anything. */
  private static boolean isWhole(Calibration calibration) {
    return Stream.of(calibration.observer(), calibration.digest(), calibration.hardware())
            .allMatch(Objects::nonNull)
        && calibration.batchSize() >= 1
        && calibration.lanes() >= 1;
  }
}
