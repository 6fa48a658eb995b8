package org.revcor.reproduction;

import java.util.List;
import org.revcor.figure.Findings;

/**
 * What an item came to.
 *
 * @param results at least one
 * @param findings with figures; their analyses have names that differ
 */
record Outcome(List<Result> results, List<Findings> findings) {
  Outcome {
    results = List.copyOf(results);
    findings = List.copyOf(findings);
  }
}
