package org.revcor.analysis.activity;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.NoiseLaws;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.analysis.activity.MeanActivations.Grouping;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law;

/** Activity of layers under noise, by the class of the noise. */
record NoiseActivity(int stimuli, Law law, long seed, By by) {
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
    return Stream.of(
            List.of(Parameter.number(NOISE, "20000", "Number of noise stimuli, 1 to 2147483647.")),
            NoiseLaws.parameters(),
            List.of(
                Parameter.choice(
                    BY,
                    By.values(),
                    "Class of a noise stimulus: the response, or every class weighted by its"
                        + " probability, so that no class is without noise.")))
        .flatMap(List::stream)
        .toList();
  }

  static NoiseActivity of(Arguments arguments) {
    return new NoiseActivity(
        arguments.whole(NOISE, 1, Integer.MAX_VALUE),
        NoiseLaws.law(arguments),
        NoiseLaws.seed(arguments),
        arguments.choice(BY, By.values()));
  }

  List<MeanActivations> means(InferenceSession session, List<LayerDescription> layers) {
    ObserverDescription observer = session.observer();
    return MeanActivations.of(
        session,
        new NoiseStimuli(law, observer.values(), stimuli, seed),
        layers.stream().map(LayerDescription::name).toList(),
        by.grouping(observer));
  }

  void describe(SequencedMap<String, Object> conventions) {
    conventions.put("noise", "%s, %,d stimuli".formatted(law.name(), stimuli));
    conventions.put(
        "classOfNoise", by == By.RESPONSE ? "the observer's response" : "weighted by probability");
    conventions.put("seed", seed);
  }
}
