package org.revcor.figure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Result of an analysis.
 *
 * @param statements sentences, the most important first
 * @param conventions conventions that the figures depend on: noise law, centring, scaling, divisor,
 *     metric, counts, digests
 * @param figures figures in display order; their names differ
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
      throw new IllegalArgumentException("two figures have the same name");
    }
  }

  /** Returns a copy with another name, to distinguish it from others of the same analysis. */
  public AnalysisResult withName(String name) {
    return new AnalysisResult(name, title, statements, conventions, figures);
  }

  public Figure figure(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }
}
