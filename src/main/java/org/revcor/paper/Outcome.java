package org.revcor.paper;

import java.util.List;
import java.util.Map;
import org.revcor.figure.AnalysisResult;

/**
 * Outcome of an item.
 *
 * @param measures measures by name, used by claims
 * @param analysisResults results with figures; their names differ
 */
public record Outcome(Measures measures, List<AnalysisResult> analysisResults) {
  public Outcome {
    analysisResults = List.copyOf(analysisResults);
  }

  public Outcome(Map<String, Measure> measures, List<AnalysisResult> analysisResults) {
    this(new Measures(measures), analysisResults);
  }
}
