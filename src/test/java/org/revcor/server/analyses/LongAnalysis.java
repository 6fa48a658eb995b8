package org.revcor.server.analyses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.AnalysisContext;
import org.revcor.experiment.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.ObserverSource;

/**
 * Shows a black image again and again, a thousand times or until it is stopped; begins when it is
 * let. More values than the observer has pixels break it, which it does not say; so does a want of
 * memory.
 */
final class LongAnalysis implements Analysis {
  private static final int ROUNDS = 1_000;

  private final CountDownLatch gate;

  LongAnalysis(CountDownLatch gate) {
    this.gate = gate;
  }

  @Override
  public String name() {
    return "long";
  }

  @Override
  public String question() {
    return "What an observer says to black.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("observer", Parameter.Kind.OBSERVER, "NAME", "An observer."),
        Parameter.standard("rounds", Parameter.Kind.NUMBER, "N", "1000", "How often."),
        Parameter.standard("values", Parameter.Kind.NUMBER, "N", "784", "Of the image."),
        Parameter.choice("memory", List.of("enough", "none"), "For the image."));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext laboratory) {
    int rounds = arguments.whole("rounds", 1, ROUNDS);
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    ObserverSource source = laboratory.observer("observer", arguments.text("observer"));
    float[] black = new float[arguments.whole("values", 1, 1_000)];
    Stimuli shown =
        arguments.choice("memory", Map.of("enough", true, "none", false))
            ? Stimuli.of(new float[][] {black})
            : Stimuli.of(
                1,
                (index, into, offset) -> {
                  throw new OutOfMemoryError("simulated");
                });
    laboratory.workers().progress().expects(rounds);
    int label = 0;
    try (InferenceSession showing = InferenceSession.of(source, laboratory.workers())) {
      for (int i = 0; i < rounds; i++) {
        label = showing.labels(shown)[0];
      }
    }
    return new AnalysisResult(
        name(), "Black", List.of("black is " + label), new LinkedHashMap<>(), List.of());
  }
}
