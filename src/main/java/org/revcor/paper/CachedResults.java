package org.revcor.paper;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.function.Uncheck;
import org.revcor.RevcorVersion;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Figure;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/**
 * Cached measures of items, as files. A report evaluates claims from them, and a reproduction
 * resumes from them.
 */
record CachedResults(Path out) {
  private static final String FILE = "item.json";
  private static final String CAUSES = "causes.json";
  private static final ObjectReader CAUSES_READER =
      Json.MAPPER.readerFor(new TypeReference<LinkedHashMap<String, Tried>>() {});
  private static final String RESULTS = "store/results";
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(Entry.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * The cached outcome of an item.
   *
   * @param problem why the item failed; "" if it succeeded
   * @param inputs images and networks of ImageNet that the user provides
   * @param digests digests of all networks that it studied, by their names
   * @param version version of Revcor that measured it
   * @param sections texts of the page, in Markdown, one for each analysis
   * @param images files with the images of the page, relative to the folder of results
   */
  record Entry(
      String title,
      String problem,
      boolean quick,
      String inputs,
      Map<String, String> digests,
      double seconds,
      String version,
      List<String> sections,
      List<String> images,
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

  /**
   * Measures of a procedure of an item.
   *
   * @param problem why it failed; "" if it succeeded
   * @param version version of Revcor that measured it
   */
  record Tried(
      Map<String, String> settings,
      String problem,
      double seconds,
      String version,
      Measures measures) {}

  /** Returns what was measured with procedures of an item, by their names. */
  Map<String, Tried> causes(String item) {
    try {
      return CAUSES_READER.readValue(out.resolve(item).resolve(CAUSES).toFile());
    } catch (IOException unreadable) {
      return Map.of();
    }
  }

  void storeCauses(Item item, Map<String, Tried> causes) {
    Uncheck.run(() -> WholeFile.write(folderOf(item).resolve(CAUSES), Json.bytes(causes)));
  }

  /**
   * Stores the outcome of an item and replaces a previous one. All files of the analyses go to the
   * store, the item's images to its folder.
   */
  void store(
      Item item,
      boolean quick,
      String inputs,
      Map<String, String> digests,
      double seconds,
      Measures measures,
      List<AnalysisResult> results) {
    List<String> sections = new ArrayList<>();
    List<String> images = new ArrayList<>();
    for (AnalysisResult each : results) {
      Path folder = out.resolve(RESULTS).resolve(item.name()).resolve(each.analysis());
      Uncheck.run(() -> AnalysisResultFiles.write(each, Files.createDirectories(folder)));
      sections.add(Report.section(AnalysisResultFiles.tree(each)));
      for (Figure figure : each.figures()) {
        String image = "%s/%s".formatted(each.analysis(), figure.name());
        if (item.images().contains(image)) {
          String file = "%s/%s.svg".formatted(item.name(), image.replace('/', '-'));
          byte[] svg =
              AnalysisResultFiles.svg(figure).orElseThrow().getBytes(StandardCharsets.UTF_8);
          folderOf(item);
          Uncheck.run(() -> WholeFile.write(out.resolve(file), svg));
          images.add(file);
        }
      }
    }
    write(
        item,
        new Entry(
            item.title(),
            "",
            quick,
            inputs,
            new TreeMap<>(digests),
            seconds,
            RevcorVersion.TEXT,
            sections,
            images,
            measures));
  }

  /** Stores why an item failed; the next run repeats it. */
  void storeFailure(Item item, boolean quick, String problem) {
    write(
        item,
        new Entry(
            item.title(),
            problem,
            quick,
            "",
            Map.of(),
            0,
            RevcorVersion.TEXT,
            List.of(),
            List.of(),
            new Measures(Map.of())));
  }

  private Path folderOf(Item item) {
    return Uncheck.get(() -> Files.createDirectories(out.resolve(item.name())));
  }

  private void write(Item item, Entry entry) {
    Uncheck.run(() -> WholeFile.write(folderOf(item).resolve(FILE), Json.bytes(entry)));
  }
}
