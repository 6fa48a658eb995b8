package org.revcor.estimate.anytime;

/**
 * Confidence sequence of the mean of values within [0,1], whatever their distribution, taken a
 * block at a time: the empirical Bernstein bound with predictable weights (Waudby-Smith and Ramdas
 * 2024). Weights, and the mean that squares are taken about, are of earlier blocks only. Not
 * thread-safe.
 *
 * <p>With μ̂ and σ̂² of the earlier blocks and {@code λ = min(½, √(2 ln(2/α)/(σ̂² n₀)))}, after
 * blocks of B values each the centre is {@code Σλ Σy / Σλ B} and the radius
 *
 * <pre>
 *   [ln(2/α) + Σ (Σy² - 2μ̂ Σy + Bμ̂²)(-ln(1-λ) - λ)] / Σλ B
 * </pre>
 */
public final class EmpiricalBernstein {
  private static final double LARGEST_WEIGHT = 0.5;

  private final double evidence;
  private final double tuned;

  private double count;
  private double sum;
  private double squares;

  private double weights;
  private double weighted;
  private double variation;

  /**
   * @param level α, in (0,1)
   * @param tuned n₀, the number of values at which the sequence is to be narrowest
   */
  public EmpiricalBernstein(double level, double tuned) {
    this.evidence = Math.log(2 / level);
    this.tuned = tuned;
  }

  /**
   * Adds a block.
   *
   * @param n number of values B, at least 1
   * @param blockSum Σy of values within [0,1]
   * @param blockSquares Σy²
   */
  public void add(double n, double blockSum, double blockSquares) {
    // as if one value of ½ and variance ¼ had come first
    double mean = (sum + 0.5) / (count + 1);
    double variance = (squares - count * square(count == 0 ? 0 : sum / count) + 0.25) / (count + 1);
    double weight =
        variance > 0
            ? Math.min(LARGEST_WEIGHT, Math.sqrt(2 * evidence / (variance * tuned)))
            : LARGEST_WEIGHT;
    weights += weight * n;
    weighted += weight * blockSum;
    variation +=
        Math.max(0, blockSquares - 2 * mean * blockSum + n * mean * mean)
            * (-Math.log1p(-weight) - weight);
    count += n;
    sum += blockSum;
    squares += blockSquares;
  }

  /** Centre of the interval; NaN before the first block. */
  public double centre() {
    return weighted / weights;
  }

  /** Half its width; NaN before the first block. */
  public double radius() {
    return weights == 0 ? Double.NaN : (evidence + variation) / weights;
  }

  private static double square(double value) {
    return value * value;
  }
}
