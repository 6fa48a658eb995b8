package org.revcor.server.analyses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Experiment;
import org.revcor.experiment.Laboratory;
import org.revcor.experiment.Parameter;
import org.revcor.figure.Findings;
import org.revcor.observer.ObserverSource;

/**
 * Shows a black picture again and again, a thousand times or until it is stopped; begins when it is
 * let. More values than the observer has pixels break it, which it does not say; so does a want of
 * memory.
 */
final class LongExperiment implements Experiment {
  private static final int ROUNDS = 1_000;

  private final CountDownLatch gate;

  LongExperiment(CountDownLatch gate) {
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
        Parameter.standard("values", Parameter.Kind.NUMBER, "N", "784", "Of the picture."),
        Parameter.choice("memory", List.of("enough", "none"), "For the picture."));
  }

  @Override
  public Findings run(Arguments arguments, Laboratory laboratory) {
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
    try (Showing showing = Showing.of(source, laboratory.workers())) {
      for (int i = 0; i < rounds; i++) {
        label = showing.labels(shown)[0];
      }
    }
    return new Findings(
        name(), "Black", List.of("black is " + label), new LinkedHashMap<>(), List.of());
  }
}
