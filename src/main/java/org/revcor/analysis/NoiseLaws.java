package org.revcor.analysis;

import java.util.List;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

/** Noise laws by name, each of mean 1/2, and the seed of the noise. */
public final class NoiseLaws {
  private static final String LAW = "law";
  private static final String SEED = "seed";
  private static final List<Law> LAWS =
      List.of(new UniformLaw(), GaussianLaw.DEFAULT, new BernoulliLaw(0.5));

  private NoiseLaws() {}

  public static List<Parameter> parameters() {
    return List.of(
        Parameter.choice(
            LAW,
            LAWS.stream().map(Law::name).toList(),
            "Law of each pixel of the noise, with mean 1/2; the Gaussian law has the variance of"
                + " the uniform law."),
        Parameter.number(SEED, "1", "Seed of all noise, 0 to 2147483647."));
  }

  public static Law law(Arguments arguments) {
    return LAWS.stream().filter(law -> arguments.is(LAW, law.name())).findFirst().orElseThrow();
  }

  public static long seed(Arguments arguments) {
    return arguments.whole(SEED, 0, Integer.MAX_VALUE);
  }
}
