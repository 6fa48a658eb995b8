package org.revcor.server.analyses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.study.results.TimedId;
import org.revcor.worker.ChildJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of analyses. Each contains {@code request.json}, the request and its state, and the
 * files of the result.
 */
public record AnalysisFolders(Path parent) {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisFolders.class);
  private static final String REQUEST = ChildJob.REQUEST;

  private static final Pattern RESULT_FILE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9_-]*\\.(svg|csv|npy)|" + Pattern.quote(AnalysisResultFiles.JSON));

  String newId() {
    return TimedId.next(id -> Files.exists(folder(id)));
  }

  /** Writes the request and its state; creates the folder if missing. */
  void put(AnalysisView analysis) throws IOException {
    Files.createDirectories(folder(analysis.id()));
    WholeFile.write(
        folder(analysis.id()).resolve(REQUEST), Json.MAPPER.writeValueAsBytes(analysis));
  }

  /** Reads all analyses; logs and ignores unreadable ones. */
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
      // logged below
    }
    LOG.warn("{} contains no record of an analysis and is ignored", folder);
    return Optional.empty();
  }

  /**
   * Reads a file of a result; empty if it does not exist.
   *
   * @param name untrusted name of the file
   */
  public Optional<byte[]> file(String id, String name) throws IOException {
    if (!RESULT_FILE.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = folder(id).resolve(name);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(Files.readAllBytes(file))
        : Optional.empty();
  }

  void delete(String id) throws IOException {
    new FolderTree(folder(id)).delete();
  }

  Path folder(String id) {
    return parent.resolve(id);
  }
}
