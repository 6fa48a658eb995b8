package org.revcor.analysis.activity;

import java.util.List;
import java.util.SequencedMap;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.analysis.activity.MeanActivations.Grouping;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law.UniformLaw;

/** Activity of layers under noise, by the class of the noise. */
record NoiseActivity(int stimuli, long seed, By by) {
  private static final String SEED = "seed";

  private static final String NOISE = "noise";
  private static final String BY = "by";

  /** Assignments of noise stimuli to classes. */
  enum By {
    RESPONSE,
    /** Each stimulus to every class, weighted by its probability. */
    PROBABILITY;

    private Grouping grouping(ObserverDescription observer) {
      return switch (this) {
        case RESPONSE -> Grouping.byResponse(observer);
        case PROBABILITY -> Grouping.byProbability(observer);
      };
    }
  }

  static List<Parameter> parameters() {
    return List.of(
        Parameter.number(
            NOISE, "20000", "Number of noise stimuli, uniform on [0,1], 1 to 2147483647."),
        Parameter.number(SEED, "1", "Seed of all noise, 0 to 2147483647."),
        Parameter.choice(
            BY,
            By.values(),
            "Class of a noise stimulus: the response, or every class weighted by its"
                + " probability, so that no class is without noise."));
  }

  static NoiseActivity of(Arguments arguments) {
    return new NoiseActivity(
        arguments.whole(NOISE, 1, Integer.MAX_VALUE),
        arguments.whole(SEED, 0, Integer.MAX_VALUE),
        arguments.choice(BY, By.values()));
  }

  List<MeanActivations> means(InferenceSession session, List<LayerDescription> layers) {
    ObserverDescription observer = session.observer();
    return MeanActivations.of(
        session,
        new NoiseStimuli(new UniformLaw(), observer.values(), stimuli, seed),
        layers.stream().map(LayerDescription::name).toList(),
        by.grouping(observer));
  }

  void describe(SequencedMap<String, Object> conventions) {
    conventions.put("noise", "uniform, %,d stimuli".formatted(stimuli));
    conventions.put(
        "classOfNoise", by == By.RESPONSE ? "the observer's response" : "weighted by probability");
    conventions.put("seed", seed);
  }
}
