package org.revcor.study.specification;

import java.util.List;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

final class LawKeys {
  private static final double MIN_SD_OF_MEAN = 1e-4;

  static final Key<Double> MEAN =
      Key.withDefault(
          "mean", Type.number(-1e6, 1e6), GaussianLaw.DEFAULT.mean(), "Mean of the pixels.");

  static final Key<Double> SD =
      Key.withDefault(
          "sd",
          Type.number(1e-6, 1e6),
          GaussianLaw.DEFAULT.sd(),
          "Standard deviation of the pixels, at least a ten-thousandth of mean.");

  private static final Key<Double> P =
      Key.withDefault(
          "p",
          Type.number(
              0x1p-16, 1 - 0x1p-16, "a probability above 0 and below 1 (0.00002 to 0.99998)"),
          0.5,
          "Probability of a white pixel.");

  static final Variants<Law> KEYS =
      Variants.byWord(
          "law",
          "Law of the pixels of the noise.",
          List.of(
              Option.constant("uniform", new UniformLaw(), "Uniform", "any value from 0 to 1"),
              Option.of(
                  "gaussian",
                  GaussianLaw.class,
                  Keys.all(LawKeys::gaussian, MEAN.of(GaussianLaw::mean), SD.of(GaussianLaw::sd)),
                  "Gaussian",
                  "mean and deviation"),
              Option.of(
                  "bernoulli",
                  BernoulliLaw.class,
                  "Bernoulli",
                  "1 with probability p, else 0",
                  P)));

  private LawKeys() {}

  /**
   * Reads mean and standard deviation.
   *
   * @throws org.revcor.InvalidInputException if numbers in float32 would hardly vary
   */
  static GaussianLaw gaussian(Section section) {
    GaussianLaw law = new GaussianLaw(MEAN.read(section), SD.read(section));
    if (law.sd() < minSd(law.mean())) {
      throw section.wrong("sd", expectedSd(law.mean()));
    }
    return law;
  }

  /** Returns the least standard deviation of noise about a mean. */
  static double minSd(double mean) {
    return MIN_SD_OF_MEAN * Math.abs(mean);
  }

  /** Returns the words of a refusal for {@link #minSd}. */
  static String expectedSd(double mean) {
    return "at least %.3g, a ten-thousandth of the mean".formatted(minSd(mean));
  }
}
