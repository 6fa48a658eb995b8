package org.revcor.specification;

import java.util.List;
import java.util.OptionalDouble;
import org.revcor.stimulus.Gamma;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.Law;

/** The stimuli that a user asks for. */
public sealed interface StimulusSpecification {
  /** Independent pixels. */
  record White(Law law) implements StimulusSpecification {}

  /**
   * Gaussian noise about the mean at which the observer's labels are most even: maps of it are
   * those of that noise, and not of noise about another mean.
   *
   * @param sd its standard deviation
   */
  record Balanced(double sd) implements StimulusSpecification {}

  /** Images in white noise (the paper's Eq 3). */
  record Signal(ImageSelection images, Gamma gamma, Law noise)
      implements StimulusSpecification {}

  /**
   * Images.
   *
   * @param noiseSd standard deviation of Gaussian noise added to them
   */
  record Images(ImageSelection images, OptionalDouble noiseSd)
      implements StimulusSpecification {}

  /**
   * Images, or noise, through apertures.
   *
   * @param number of apertures
   * @param sds standard deviations of apertures, in pixels
   * @param background what is shown beside them
   */
  record Bubbles(Carrier carrier, int number, List<Double> sds, double background)
      implements StimulusSpecification {
    public Bubbles {
      sds = List.copyOf(sds);
    }
  }

  /** What is seen through apertures. */
  sealed interface Carrier {
    record OfImages(ImageSelection images) implements Carrier {}

    record OfNoise(Law law) implements Carrier {}
  }

  /**
   * Sums of components of a Gabor-PCA basis.
   *
   * @param basis its name
   * @param conventions whether the mean is added (default) or left out (paper)
   * @param space what is averaged
   */
  record GaborPca(String basis, Conventions conventions, Space space)
      implements StimulusSpecification {}

  /**
   * What a decoder makes of latent numbers.
   *
   * @param scaled whether each plane is min-max scaled to [0,1]
   * @param space what is averaged
   */
  record Generator(Decoder decoder, boolean scaled, Space space) implements StimulusSpecification {}

  /** A network that makes images of latent numbers, and their law. */
  sealed interface Decoder {
    /**
     * That of a trained auto-encoder. The code of a variational one is standard normal; that of
     * another is uniform over the range that it has for the data set's test images.
     */
    record OfAutoEncoder(String model) implements Decoder {}

    /** A TorchScript file. */
    record OfFile(String file, LatentLaw law) implements Decoder {}
  }

  /** What is averaged of latent stimuli. */
  enum Space {
    PIXEL,
    LATENT
  }
}
