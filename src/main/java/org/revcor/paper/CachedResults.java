package org.revcor.paper;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.function.Uncheck;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/**
 * Cached measures of items, as files. A report evaluates claims from them, and a reproduction
 * resumes from them.
 */
record CachedResults(Path out) {
  private static final String FILE = "item.json";
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(Entry.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * The cached outcome of an item.
   *
   * @param problem why the item failed; "" if it succeeded
   */
  record Entry(
      String title,
      String problem,
      boolean quick,
      String inputs,
      double seconds,
      @JsonProperty("findings") List<String> folders,
      Measures measures) {
    boolean isMeasured() {
      return problem.isEmpty();
    }
  }

  /** Returns the outcome of an item; empty if it is not cached or unreadable. */
  Optional<Entry> find(String item) {
    try {
      return Optional.of(READER.readValue(out.resolve(item).resolve(FILE).toFile()));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Stores the outcome of an item and replaces a previous one. */
  void store(
      Item item,
      boolean quick,
      String inputs,
      double seconds,
      Measures measures,
      List<AnalysisResult> results) {
    List<String> folders = new ArrayList<>();
    for (AnalysisResult each : results) {
      String part = "%s/%s".formatted(item.name(), each.analysis());
      Uncheck.run(
          () -> AnalysisResultFiles.write(each, Files.createDirectories(out.resolve(part))));
      folders.add(part);
    }
    write(item, new Entry(item.title(), "", quick, inputs, seconds, folders, measures));
  }

  /** Stores why an item failed; the next run repeats it. */
  void storeFailure(Item item, boolean quick, String problem) {
    write(item, new Entry(item.title(), problem, quick, "", 0, List.of(), new Measures(Map.of())));
  }

  private void write(Item item, Entry entry) {
    Uncheck.run(
        () ->
            WholeFile.write(
                Files.createDirectories(out.resolve(item.name())).resolve(FILE),
                Json.bytes(entry)));
  }
}
