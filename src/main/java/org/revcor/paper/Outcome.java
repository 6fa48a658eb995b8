package org.revcor.paper;

import java.util.List;
import java.util.SequencedMap;
import org.revcor.figure.AnalysisResult;

/**
 * Outcome of an item.
 *
 * @param measures measures by name, used by claims
 * @param analysisResults results with figures; their names differ
 */
record Outcome(SequencedMap<String, Measure> measures, List<AnalysisResult> analysisResults) {}
