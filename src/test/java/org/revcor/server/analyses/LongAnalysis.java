package org.revcor.server.analyses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.ObserverSource;

/**
 * Shows a black image repeatedly, after a gate opens. More values than the observer has pixels
 * cause an unexpected failure; {@code memory=none} simulates a lack of memory.
 */
final class LongAnalysis extends Analysis {
  private static final int MAX_ROUNDS = 1_000;

  private final CountDownLatch gate;

  LongAnalysis(CountDownLatch gate) {
    super(
        "long",
        "Response of an observer to black.",
        List.of(
            Parameter.required("observer", Parameter.Kind.OBSERVER, "NAME", "An observer."),
            Parameter.withDefault(
                "rounds", Parameter.Kind.NUMBER, "N", "1000", "Number of repetitions."),
            Parameter.withDefault(
                "values", Parameter.Kind.NUMBER, "N", "784", "Values of the image."),
            Parameter.choice("memory", List.of("enough", "none"), "Memory for the image.")));
    this.gate = gate;
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    int rounds = arguments.whole("rounds", 1, MAX_ROUNDS);
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    ObserverSource source = context.observer("observer", arguments.text("observer"));
    float[] black = new float[arguments.whole("values", 1, 1_000)];
    Stimuli shown =
        arguments.is("memory", "enough")
            ? Stimuli.of(new float[][] {black})
            : Stimuli.of(
                1,
                (index, into, offset) -> {
                  throw new OutOfMemoryError("simulated");
                });
    context.threads().progress().expects(rounds);
    int label = 0;
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      for (int i = 0; i < rounds; i++) {
        label = session.labels(shown)[0];
      }
    }
    return new AnalysisResult(
        name(), "Black", List.of("black is " + label), new LinkedHashMap<>(), List.of());
  }
}
