package org.revcor.observer.network;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.network.vector.VectorNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses between vector kernels in Java and the engine. */
public final class VectorKernels {
  private static final Logger LOG = LoggerFactory.getLogger(VectorKernels.class);

  /** The module of Java that the kernels use. */
  public static final String MODULE = "jdk.incubator.vector";

  /** First and last version of Java whose module has what the kernels use. */
  private static final int MIN_JAVA = 21;

  private static final int MAX_JAVA = 25;

  /** Bits of the smallest vectors that are faster than the engine. */
  private static final int MIN_VECTOR_BITS = 256;

  private VectorKernels() {}

  /**
   * Returns the kernels of this process, as numeric plans name them; "" for the engine's.
   *
   * @throws InvalidInputException if the choice requires vector kernels, which are unavailable
   */
  public static String of(KernelChoice choice) {
    return choice != KernelChoice.LIBTORCH && areUsed(choice, Available.OBSTACLE)
        ? KernelSelfTest.identity()
        : "";
  }

  /**
   * @param choice not {@code LIBTORCH}
   * @param obstacle why vector kernels are unavailable
   */
  static boolean areUsed(KernelChoice choice, Optional<String> obstacle) {
    if (choice == KernelChoice.VECTOR && obstacle.isPresent()) {
      throw new InvalidInputException(
          "revcor.kernels", choice.word(), "auto or libtorch here, since " + obstacle.get());
    }
    return obstacle.isEmpty();
  }

  /** Determined once, since the test takes tenths of a second, and 20 s where kernels are slow. */
  private static final class Available {
    private static final Optional<String> OBSTACLE = obstacle();

    private static Optional<String> obstacle() {
      Optional<String> obstacle = ofVirtualMachine().or(Available::ofTest);
      obstacle.ifPresent(reason -> LOG.warn("networks are computed by libtorch, since {}", reason));
      return obstacle;
    }

    private static Optional<String> ofTest() {
      try {
        return KernelSelfTest.run();
      } catch (RuntimeException | LinkageError | InternalError failed) {
        LOG.debug("the test of the vector kernels failed", failed);
        return Optional.of("vector kernels fail on this machine: " + failed);
      }
    }

    private static Optional<String> ofVirtualMachine() {
      int java = Runtime.version().feature();
      if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
        return Optional.of("Java was started without --add-modules " + MODULE);
      }
      if (java < MIN_JAVA || java > MAX_JAVA) {
        return Optional.of(
            "vector kernels require Java %d to %d and this is Java %d"
                .formatted(MIN_JAVA, MAX_JAVA, java));
      }
      return hasFastVectors()
          ? Optional.empty()
          : Optional.of(
              "the processor or the virtual machine has no fused multiply-add on vectors of 256 or"
                  + " 512 bits");
    }

    private static boolean hasFastVectors() {
      HotSpotDiagnosticMXBean machine =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      try {
        return Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue())
            && VectorNetwork.bits() >= MIN_VECTOR_BITS
            && Integer.parseInt(machine.getVMOption("TieredStopAtLevel").getValue()) > 1;
      } catch (IllegalArgumentException unknown) {
        return false;
      }
    }
  }
}
