package org.revcor.reproduction;

import java.util.List;
import java.util.Map;
import org.revcor.figure.AnalysisResult;

/**
 * What an item measured.
 *
 * @param measures claims refer to them by name
 * @param findings with figures; their analyses have names that differ
 */
public record Outcome(Measures measures, List<AnalysisResult> findings) {
  public Outcome {
    findings = List.copyOf(findings);
  }

  public Outcome(Map<String, Measure> measures, List<AnalysisResult> findings) {
    this(new Measures(measures), findings);
  }
}
