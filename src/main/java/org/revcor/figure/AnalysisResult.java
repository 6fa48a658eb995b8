package org.revcor.figure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What an analysis found.
 *
 * @param analysis its name
 * @param title of what was analysed and how, in words
 * @param statements what was found, a sentence each, the most important first
 * @param conventions what a figure depends on: noise law, centring, scaling, divisor, metric,
 *     counts, digests
 * @param figures in the order in which they are shown; their names differ
 */
public record AnalysisResult(
    String analysis,
    String title,
    List<String> statements,
    SequencedMap<String, Object> conventions,
    List<Figure> figures) {
  public AnalysisResult {
    statements = List.copyOf(statements);
    conventions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(conventions));
    figures = List.copyOf(figures);
    if (figures.stream().map(Figure::name).distinct().count() != figures.size()) {
      throw new IllegalArgumentException("two figures of one name");
    }
  }

  /** The same with further conventions, which come first. */
  public AnalysisResult with(Map<String, Object> further) {
    SequencedMap<String, Object> all = new LinkedHashMap<>(further);
    all.putAll(conventions);
    return new AnalysisResult(analysis, title, statements, all, figures);
  }

  /** The same under another name, beside others of the same analysis. */
  public AnalysisResult called(String name) {
    return new AnalysisResult(name, title, statements, conventions, figures);
  }

  /**
   * A figure.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Figure figure(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }
}
