package org.revcor.server.analyses;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.revcor.Spelling;

/** How many analyses ended in which state, and how long they took. */
record AnalysisMetrics(MeterRegistry registry) {
  void ended(AnalysisView analysis) {
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
