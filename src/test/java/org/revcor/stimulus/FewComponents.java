package org.revcor.stimulus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.revcor.file.Digest;

/** A basis for regressions in tests, whose looks take time with the cube of the components. */
public final class FewComponents {
  public static final String NAME = "few-components";

  /** Number of components, by default the first of {@code gabor-mnist}. */
  public static final int COUNT = 40;

  private FewComponents() {}

  public static void write(Path folder) throws IOException {
    write(folder, 0);
  }

  /**
   * Writes a basis of the same name from later components.
   *
   * @param first index of the first component
   */
  public static void write(Path folder, int first) throws IOException {
    GaborBasis whole = new Bases(folder).named("gabor-mnist");
    GaborBasis few = few(whole, first, "");
    few(whole, first, Digest.of(few.bytes())).write(folder);
  }

  private static GaborBasis few(GaborBasis whole, int first, String digest) {
    BasisCard card = whole.card();
    int pixels = whole.height() * whole.width();
    return new GaborBasis(
        NAME,
        new BasisCard(
            NAME,
            card.kind(),
            card.dataset(),
            card.datasetDigest(),
            card.images(),
            1,
            card.height(),
            card.width(),
            card.scales(),
            card.wavelets(),
            COUNT,
            card.alpha(),
            card.explainedVariance(),
            card.seconds(),
            card.revcor(),
            digest),
        Arrays.copyOfRange(whole.vectors(), first * pixels, (first + COUNT) * pixels),
        whole.mean(),
        Arrays.copyOfRange(whole.low(), first, first + COUNT),
        Arrays.copyOfRange(whole.high(), first, first + COUNT));
  }
}
