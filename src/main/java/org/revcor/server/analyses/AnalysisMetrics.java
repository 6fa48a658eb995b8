package org.revcor.server.analyses;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.revcor.schema.Spelling;

/** Counts and durations of ended analyses, by state. */
record AnalysisMetrics(MeterRegistry registry) {
  void record(AnalysisView analysis) {
    registry
        .timer(
            "revcor.analyses",
            "analysis",
            analysis.analysis(),
            "state",
            Spelling.word(analysis.state()))
        .record(Math.round(1e9 * analysis.seconds()), TimeUnit.NANOSECONDS);
  }
}
