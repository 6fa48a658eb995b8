package org.revcor.stimulus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.revcor.file.Digest;

/** A basis for regressions in tests, whose looks take time with the cube of the components. */
public final class FewComponents {
  /** Name of the basis. */
  public static final String NAME = "few-components";

  /** Number of components, the first of {@code gabor-mnist}. */
  public static final int COUNT = 40;

  private FewComponents() {}

  /** Writes the basis to a folder of bases. */
  public static void write(Path folder) throws IOException {
    GaborBasis whole = new Bases(folder).named("gabor-mnist");
    GaborBasis few = few(whole, "");
    few(whole, Digest.of(few.bytes())).write(folder);
  }

  private static GaborBasis few(GaborBasis whole, String digest) {
    BasisCard card = whole.card();
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
        Arrays.copyOf(whole.vectors(), COUNT * whole.height() * whole.width()),
        whole.mean(),
        Arrays.copyOf(whole.low(), COUNT),
        Arrays.copyOf(whole.high(), COUNT));
  }
}
