package org.revcor.server.analyses;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Arguments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All analyses of a server, in memory and in their folders. Blocks on file access. */
final class AnalysisStore {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisStore.class);

  private final AnalysisFolders folders;
  private final NavigableMap<String, AnalysisView> analyses = new TreeMap<>();

  /** Reads the stored analyses; those that had not ended count as stopped with the server. */
  AnalysisStore(AnalysisFolders folders) {
    this.folders = folders;
    folders.all().forEach(analysis -> analyses.put(analysis.id(), analysis));
    List.copyOf(analyses.values()).stream()
        .filter(analysis -> !analysis.state().isEnded())
        .forEach(analysis -> save(analysis.withEnd(AnalysisEnd.STOPPED_WITH_SERVER)));
  }

  /**
   * Returns an analysis.
   *
   * @throws RefusedException if it does not exist
   */
  AnalysisView get(String id) {
    AnalysisView found = analyses.get(id);
    if (found == null) {
      throw RefusedException.unknown("analysis " + id);
    }
    return found;
  }

  /**
   * Returns a page of analyses, newest first.
   *
   * @param after id after which they begin; null for the first page
   */
  Analyses.Page page(int limit, @Nullable String after, UnaryOperator<AnalysisView> current) {
    Collection<AnalysisView> newestFirst =
        (after == null ? analyses : analyses.headMap(after, false)).descendingMap().values();
    List<AnalysisView> page = newestFirst.stream().limit(limit).map(current).toList();
    return new Analyses.Page(page, newestFirst.size() > page.size() ? page.getLast().id() : null);
  }

  /**
   * Adds a new analysis and returns it.
   *
   * @throws RefusedException if it cannot be written; it is not added then
   */
  AnalysisView add(Analysis analysis, Arguments arguments) {
    AnalysisView created = AnalysisView.create(folders.newId(), analysis, arguments);
    try {
      folders.put(created);
    } catch (IOException e) {
      LOG.warn("analysis {} cannot be written", created.id(), e);
      throw RefusedException.conflict("the data folder cannot be written (%s)".formatted(e));
    }
    analyses.put(created.id(), created);
    return created;
  }

  /** Replaces the state of an analysis and returns it; logs an error if it cannot be written. */
  AnalysisView save(AnalysisView analysis) {
    analyses.put(analysis.id(), analysis);
    try {
      folders.put(analysis);
    } catch (IOException e) {
      LOG.warn("the state of analysis {} cannot be written", analysis.id(), e);
    }
    return analysis;
  }

  /**
   * Deletes an ended analysis with its result.
   *
   * @throws RefusedException if it does not exist; if it has not ended, or cannot be deleted, it
   *     remains
   */
  Done delete(String id) {
    if (!get(id).state().isEnded()) {
      throw RefusedException.conflict(
          "analysis %s has not ended; stop it before deleting it".formatted(id));
    }
    try {
      folders.delete(id);
    } catch (IOException e) {
      LOG.warn("analysis {} cannot be deleted", id, e);
      throw RefusedException.conflict("the analysis folder cannot be deleted (%s)".formatted(e));
    }
    analyses.remove(id);
    return Done.getInstance();
  }
}
