package org.revcor.reproduction;

import java.util.List;
import org.revcor.figure.Findings;

/**
 * What an item came to.
 *
 * @param results at least one
 * @param findings with figures; their analyses have names that differ
 */
public record Outcome(List<Result> results, List<Findings> findings) {
  public Outcome {
    results = List.copyOf(results);
    findings = List.copyOf(findings);
  }
}
