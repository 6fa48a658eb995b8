package org.revcor.stimulus;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * Images or noise seen through Gaussian apertures at random positions (Gosselin and Schyns, 2001).
 * Maps average the mask.
 *
 * <p>The centre (a pixel) and the width of each aperture are drawn uniformly. Let {@code g} be its
 * profile, 1 at the centre. The mask of B apertures is {@code m = 1 - Π(1 - g_b)}, in [0,1], and
 * the stimulus is {@code m x + (1 - m) background}. Since apertures are independent, {@code
 * E[(1-m)ᵏ] = E[(1-g)ᵏ]ᴮ}. A trial is drawn as its carrier, then row, column and width of each
 * aperture.
 */
public final class Bubbles implements Stimulus {
  private static final int NUMBERS = 3;

  private final Carrier carrier;
  private final int planes;
  private final int height;
  private final int width;
  private final int apertures;
  private final float background;

  /** Profile of each width by the distance in rows or columns; g is the product of both. */
  private final float[][] profiles;

  /** Content seen through the apertures. */
  public sealed interface Carrier {
    record OfImages(Signals images) implements Carrier {}

    record OfNoise(Law law) implements Carrier {}
  }

  /**
   * @param apertures number B of apertures, at least 1
   * @param sds standard deviations of the profiles, in pixels, above 0
   */
  public Bubbles(
      Carrier carrier,
      int planes,
      int height,
      int width,
      int apertures,
      List<Double> sds,
      double background) {
    this.carrier = carrier;
    this.planes = planes;
    this.height = height;
    this.width = width;
    this.apertures = apertures;
    this.background = (float) background;
    this.profiles = new float[sds.size()][Math.max(height, width)];
    for (int i = 0; i < profiles.length; i++) {
      double sd = sds.get(i);
      for (int distance = 0; distance < profiles[i].length; distance++) {
        profiles[i][distance] = (float) Math.exp(-0.5 * distance * distance / (sd * sd));
      }
    }
  }

  private int values() {
    return planes * height * width;
  }

  private int carrierValues() {
    return switch (carrier) {
      case Carrier.OfImages images -> 2;
      case Carrier.OfNoise noise -> values();
    };
  }

  @Override
  public int drawnValues() {
    return carrierValues() + NUMBERS * apertures;
  }

  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    switch (carrier) {
      case Carrier.OfImages(Signals images) -> images.draw(random, drawn, 0);
      case Carrier.OfNoise(Law law) -> law.fill(random, drawn, values());
    }
    for (int i = carrierValues(); i < drawnValues(); i += NUMBERS) {
      drawn[i] = random.nextInt(height);
      drawn[i + 1] = random.nextInt(width);
      drawn[i + 2] = random.nextInt(profiles.length);
    }
  }

  @Override
  public int rowValues() {
    return 2 * values() + (carrier instanceof Carrier.OfImages ? 1 : 0);
  }

  @Override
  public void layOut(float[] drawn, FloatBuffer row) {
    float[] mask = mask(drawn);
    int space = height * width;
    switch (carrier) {
      case Carrier.OfImages(Signals images) -> {
        int start = images.start(drawn, 0);
        for (int i = 0; i < values(); i++) {
          row.put(seen(mask[i % space], images.value(start + i)));
        }
      }
      case Carrier.OfNoise noise -> {
        for (int i = 0; i < values(); i++) {
          row.put(seen(mask[i % space], drawn[i]));
        }
      }
    }
    for (int plane = 0; plane < planes; plane++) {
      row.put(mask);
    }
    if (carrier instanceof Carrier.OfImages) {
      row.put(drawn[0]);
    }
  }

  private float seen(float mask, float value) {
    return mask * value + (1 - mask) * background;
  }

  /** Returns the mask, height x width. */
  private float[] mask(float[] drawn) {
    float[] hidden = new float[height * width];
    Arrays.fill(hidden, 1);
    for (int b = carrierValues(); b < drawnValues(); b += NUMBERS) {
      int centreRow = (int) drawn[b];
      int centreColumn = (int) drawn[b + 1];
      float[] profile = profiles[(int) drawn[b + 2]];
      for (int row = 0; row < height; row++) {
        float vertical = profile[Math.abs(row - centreRow)];
        for (int column = 0; column < width; column++) {
          hidden[row * width + column] *= 1 - vertical * profile[Math.abs(column - centreColumn)];
        }
      }
    }
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = 1 - hidden[i];
    }
    return hidden;
  }

  @Override
  public Moments averaged() {
    int space = height * width;
    double[] mean = new double[values()];
    double[] variance = new double[values()];
    for (int i = 0; i < space; i++) {
      double seen = 0;
      double squares = 0;
      for (float[] profile : profiles) {
        seen += mean(profile, i / width, height, 1) * mean(profile, i % width, width, 1);
        squares += mean(profile, i / width, height, 2) * mean(profile, i % width, width, 2);
      }
      seen /= profiles.length;
      squares /= profiles.length;
      double hidden = Math.pow(1 - seen, apertures);
      double twice = Math.pow(1 - 2 * seen + squares, apertures);
      for (int plane = 0; plane < planes; plane++) {
        mean[plane * space + i] = 1 - hidden;
        variance[plane * space + i] = twice - hidden * hidden;
      }
    }
    return new Moments(mean, variance);
  }

  /** Returns the mean of a power of the profile at a position over all centres of a line. */
  private static double mean(float[] profile, int position, int length, int power) {
    double sum = 0;
    for (int centre = 0; centre < length; centre++) {
      sum += Math.pow(profile[Math.abs(position - centre)], power);
    }
    return sum / length;
  }

  @Override
  public SteinKernel steinKernel() {
    throw SteinKernel.refused("average with bubbles, whose masks have no independent values");
  }

  @Override
  public Optional<Signals> source() {
    return carrier instanceof Carrier.OfImages(Signals images)
        ? Optional.of(images)
        : Optional.empty();
  }
}
