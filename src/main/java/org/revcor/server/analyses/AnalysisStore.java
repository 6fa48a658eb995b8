package org.revcor.server.analyses;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All analyses of a server, in memory and in their folders. Blocks on file access. */
final class AnalysisStore {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisStore.class);

  private final AnalysisFolders folders;
  private final NavigableMap<String, AnalysisView> analyses = new TreeMap<>();

  /** Reads the stored analyses. */
  AnalysisStore(AnalysisFolders folders) {
    this.folders = folders;
    folders.all().forEach(analysis -> analyses.put(analysis.id(), analysis));
  }

  List<AnalysisView> all() {
    return List.copyOf(analyses.values());
  }

  Optional<AnalysisView> find(String id) {
    return Optional.ofNullable(analyses.get(id));
  }

  /**
   * Returns analyses, newest first.
   *
   * @param after id after which they begin; null for all
   */
  Collection<AnalysisView> newestFirst(@Nullable String after) {
    return (after == null ? analyses : analyses.headMap(after, false)).descendingMap().values();
  }

  /**
   * Adds an analysis.
   *
   * @throws IOException if it cannot be written; it is not added then
   */
  void add(AnalysisView analysis) throws IOException {
    folders.put(analysis);
    analyses.put(analysis.id(), analysis);
  }

  /** Replaces the state of an analysis; logs an error if it cannot be written. */
  void save(AnalysisView analysis) {
    analyses.put(analysis.id(), analysis);
    try {
      folders.put(analysis);
    } catch (IOException e) {
      LOG.warn("the state of analysis {} cannot be written", analysis.id(), e);
    }
  }

  /**
   * Deletes an analysis with its result.
   *
   * @throws IOException if its folder cannot be deleted; it remains then
   */
  void delete(String id) throws IOException {
    folders.delete(id);
    analyses.remove(id);
  }
}
