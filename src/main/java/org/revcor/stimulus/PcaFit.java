package org.revcor.stimulus;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.file.Digest;
import org.revcor.file.FileName;
import org.revcor.stimulus.FitListener.FitStoppedException;

/**
 * Fits a {@link PcaBasis} to images. The same images and options give the same bytes for any number
 * of threads.
 */
public final class PcaFit {
  /** Maximum number of values of an image, whose covariance takes 128 MiB. */
  private static final int MAX_VALUES = 4_096;

  private PcaFit() {}

  /**
   * Fits a basis; does not write it.
   *
   * @param name name of the basis: letters, digits, dots, dashes and underscores
   * @param threads number of threads, at least 1
   * @return the basis; empty if the listener stopped the fit
   * @throws InvalidInputException if the images are too large or have fewer components
   */
  public static Optional<PcaBasis> run(
      Images images, String name, int components, int threads, FitListener listener) {
    FileName.require(name);
    int values = images.values();
    if (values > MAX_VALUES) {
      throw new InvalidInputException(
          "images",
          "%s".formatted(images.shapeText()),
          "at most %,d values per image".formatted(MAX_VALUES));
    }
    int max = Math.min(values, images.size() - 1);
    if (components < 1 || components > max) {
      throw refused(components, max);
    }
    Images flat =
        new Images(images.name(), 1, values, 1, images.classes(), images.pixels(), images.labels());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long begun = System.nanoTime();
      PixelSums sums = PixelSums.of(flat, 0, pool, listener);
      return Optional.of(basis(images, sums, name, components, listener, begun));
    } catch (FitStoppedException stopped) {
      return Optional.empty();
    } finally {
      pool.shutdownNow();
    }
  }

  private static PcaBasis basis(
      Images images,
      PixelSums sums,
      String name,
      int components,
      FitListener listener,
      long begun) {
    listener.begin("components", 1, 1);
    DMatrixRMaj covariance = sums.covariance(images.size());
    Spectrum spectrum = LeadingComponents.of(covariance, components, listener::requireNotStopped);
    double[] variances = spectrum.values();
    if (spectrum.rank() < components) {
      throw refused(components, spectrum.rank());
    }
    double explained = spectrum.sum() / CommonOps_DDRM.trace(covariance);
    listener.planeFitted(1, 1, explained);
    float[] vectors = floats(spectrum.vectors().data);
    float[] mean = floats(sums.mean(images.size()));
    BasisCard card = card(images, name, components, explained, begun, "");
    PcaBasis basis = new PcaBasis(name, card, vectors, mean, floats(variances));
    return new PcaBasis(
        name,
        card(images, name, components, explained, begun, Digest.of(basis.bytes())),
        vectors,
        mean,
        basis.variances());
  }

  private static InvalidInputException refused(int components, int max) {
    return new InvalidInputException(
        "components",
        "" + components,
        "from 1 to %d, the number of components of these images".formatted(max));
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static BasisCard card(
      Images images, String name, int components, double explained, long begun, String digest) {
    return new BasisCard(
        name,
        BasisCard.PCA,
        images.name(),
        DataSets.digest(images),
        images.size(),
        images.planes(),
        images.height(),
        images.width(),
        List.of(),
        0,
        components,
        0,
        List.of(explained),
        BasisCard.secondsSince(begun),
        BasisCard.version(),
        digest);
  }

  /**
   * The largest eigenvalues of a covariance and their eigenvectors, by subspace iteration
   * (Rutishauser 1970). For a hundred of three thousand it takes a hundredth of the time of all
   * eigenvectors. It does not converge if many eigenvalues are nearly equal, as of images of noise;
   * then all eigenvectors are found.
   */
  static final class LeadingComponents {
    private static final int MAX_ITERATIONS = 300;

    /** Relative change of all eigenvalues at the end; errors of vectors are about its root. */
    private static final double TOLERANCE = 1e-13;

    /** Change of any eigenvalue, relative to the largest one, that rounding explains. */
    private static final double ROUNDING = 1e-15;

    private static final int MIN_EXTRA = 20;

    private LeadingComponents() {}

    /**
     * Finds the components of largest variance.
     *
     * @param covariance d x d, symmetric
     * @param k number of components, at most d
     * @param iterations called before each iteration; may throw to end the search
     * @return the k eigenvalues and eigenvectors. The sign of vectors is arbitrary: the (first)
     *     value of largest magnitude is positive
     */
    static Spectrum of(DMatrixRMaj covariance, int k, Runnable iterations) {
      int d = covariance.getNumRows();
      int size = Math.min(d, k + Math.max(MIN_EXTRA, k / 2));
      DMatrixRMaj subspace = start(d, size);
      DMatrixRMaj image = new DMatrixRMaj(d, size);
      DMatrixRMaj projected = new DMatrixRMaj(size, size);
      double[] values = new double[size];
      for (int i = 0; i < MAX_ITERATIONS; i++) {
        iterations.run();
        orthonormalise(subspace);
        CommonOps_DDRM.mult(covariance, subspace, image);
        CommonOps_DDRM.multTransA(subspace, image, projected);
        symmetrise(projected);
        Spectrum next = Spectrum.of(projected.copy());
        if (isSettled(values, next.values(), k)) {
          DMatrixRMaj vectors = new DMatrixRMaj(k, d);
          DMatrixRMaj first = CommonOps_DDRM.extract(next.vectors(), 0, k, 0, size);
          CommonOps_DDRM.multTransB(first, subspace, vectors);
          return signed(next.values(), vectors);
        }
        values = next.values();
        subspace.setTo(image);
      }
      Spectrum all = Spectrum.of(covariance.copy());
      return signed(all.values(), CommonOps_DDRM.extract(all.vectors(), 0, k, 0, d));
    }

    private static Spectrum signed(double[] values, DMatrixRMaj vectors) {
      int k = vectors.getNumRows();
      WeightComponents.fixSigns(vectors, new DMatrixRMaj(k, 0));
      return new Spectrum(Arrays.copyOf(values, k), vectors);
    }

    private static DMatrixRMaj start(int d, int size) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
      DMatrixRMaj start = new DMatrixRMaj(d, size);
      for (int i = 0; i < start.data.length; i++) {
        start.data[i] = random.nextDouble() - 0.5;
      }
      return start;
    }

    private static void orthonormalise(DMatrixRMaj columns) {
      QRDecomposition<DMatrixRMaj> qr =
          DecompositionFactory_DDRM.qr(columns.getNumRows(), columns.getNumCols());
      qr.decompose(columns.copy());
      qr.getQ(columns, true);
    }

    private static void symmetrise(DMatrixRMaj matrix) {
      for (int i = 0; i < matrix.getNumRows(); i++) {
        for (int j = 0; j < i; j++) {
          double mean = (matrix.get(i, j) + matrix.get(j, i)) / 2;
          matrix.set(i, j, mean);
          matrix.set(j, i, mean);
        }
      }
    }

    private static boolean isSettled(double[] before, double[] after, int k) {
      for (int i = 0; i < k; i++) {
        double change = Math.abs(after[i] - before[i]);
        if (change > TOLERANCE * after[i] && change > ROUNDING * after[0]) {
          return false;
        }
      }
      return true;
    }
  }
}
