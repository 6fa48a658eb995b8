package org.revcor.server.analyses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.FolderTree;
import org.revcor.Json;
import org.revcor.TimedId;
import org.revcor.WholeFile;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where analyses are kept: a folder each, with {@code request.json}, which tells what was asked and
 * what became of it, and the files of its findings.
 *
 * @param parent of all of them
 */
public record AnalysisFolders(Path parent) {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisFolders.class);
  private static final String REQUEST = "request.json";

  /** Names that findings give to files; no other may be asked for. */
  private static final Pattern FINDINGS =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*\\.(svg|csv)|" + Pattern.quote(AnalysisResultFiles.JSON));

  /** A new id. */
  String newId() {
    return TimedId.next(id -> Files.exists(folder(id)));
  }

  /** Writes what was asked and what became of it, and makes the folder. */
  void put(AnalysisView analysis) throws IOException {
    Files.createDirectories(folder(analysis.id()));
    WholeFile.write(
        folder(analysis.id()).resolve(REQUEST), Json.MAPPER.writeValueAsBytes(analysis));
  }

  /** Writes findings. */
  void put(String id, AnalysisResult findings) throws IOException {
    AnalysisResultFiles.write(findings, folder(id));
  }

  /** All that can be read; what cannot is left alone, and the log says so. */
  List<AnalysisView> all() {
    List<AnalysisView> all = new ArrayList<>();
    try {
      Files.createDirectories(parent);
      try (Stream<Path> folders = Files.list(parent)) {
        folders.filter(Files::isDirectory).forEach(folder -> read(folder).ifPresent(all::add));
      }
    } catch (IOException e) {
      LOG.warn("the analyses in {} cannot be listed", parent, e);
    }
    return all;
  }

  private static Optional<AnalysisView> read(Path folder) {
    try {
      AnalysisView analysis =
          Json.MAPPER.readValue(folder.resolve(REQUEST).toFile(), AnalysisView.class);
      if (analysis.id().equals(folder.getFileName().toString())) {
        return Optional.of(analysis);
      }
    } catch (IOException unreadable) {
      // said below
    }
    LOG.warn("{} holds no record of an analysis and is left alone", folder);
    return Optional.empty();
  }

  /**
   * A file of findings.
   *
   * @param id of an analysis that there is
   * @param name of the file; any text
   */
  public Optional<byte[]> file(String id, String name) throws IOException {
    if (!FINDINGS.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = folder(id).resolve(name);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** Deletes a folder with all in it. */
  void delete(String id) throws IOException {
    new FolderTree(folder(id)).delete();
  }

  private Path folder(String id) {
    return parent.resolve(id);
  }
}
