package org.revcor.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.NoiseStimuli;
import org.revcor.analysis.activity.Grouping;
import org.revcor.analysis.activity.MeanActivations;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law;

/**
 * How active layers are under the noise that an observer takes for a class.
 *
 * @param stimuli number of noise stimuli of all classes together
 * @param by which class a stimulus counts for
 */
record NoiseActivity(int stimuli, Law law, long seed, By by) {
  private static final String NOISE = "noise";
  private static final String BY = "by";

  /** Which class a stimulus counts for. */
  enum By {
    /** The one that the observer answers with. */
    ANSWER,
    /** Every class, as much as the observer finds it probable. */
    PROBABILITY;

    private Grouping grouping(ObserverDescription observer) {
      return switch (this) {
        case ANSWER -> Grouping.byResponse(observer);
        case PROBABILITY -> Grouping.byProbability(observer);
      };
    }
  }

  /** What it takes. */
  static List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.standard(
            NOISE,
            Parameter.Kind.NUMBER,
            "N",
            "20000",
            "Noise stimuli that are averaged, 1 to 2147483647."));
    parameters.addAll(NoiseLaws.parameters());
    parameters.add(
        Parameter.choice(
            BY,
            List.of("answer", "probability"),
            "Which class a noise stimulus counts for: the answer, or every class by its"
                + " probability, so that none is without noise."));
    return List.copyOf(parameters);
  }

  static NoiseActivity of(Arguments arguments) {
    return new NoiseActivity(
        arguments.whole(NOISE, 1, Integer.MAX_VALUE),
        NoiseLaws.law(arguments),
        NoiseLaws.seed(arguments),
        arguments.choice(BY, Map.of("answer", By.ANSWER, "probability", By.PROBABILITY)));
  }

  /** Means of layers by class; {@code stimuli} are shown. */
  List<MeanActivations> means(InferenceSession showing, List<LayerDescription> layers) {
    ObserverDescription observer = showing.observer();
    return MeanActivations.of(
        showing,
        new NoiseStimuli(law, observer.values(), stimuli, seed),
        layers.stream().map(LayerDescription::name).toList(),
        by.grouping(observer));
  }

  /** Adds what figures depend on. */
  void describe(SequencedMap<String, Object> conventions) {
    conventions.put("noise", "%s, %,d stimuli".formatted(law.name(), stimuli));
    conventions.put(
        "classOfNoise", by == By.ANSWER ? "the observer's answer" : "weighted by probability");
    conventions.put("seed", seed);
  }
}
