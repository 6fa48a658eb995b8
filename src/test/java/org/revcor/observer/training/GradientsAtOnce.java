package org.revcor.observer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Tiny;

/** Computes gradients of an observer on two lanes at once during a training. */
public final class GradientsAtOnce {
  private static final int LANES = 2;
  private static final int IMAGES = 200;
  private static final int ROUNDS = 5;

  private GradientsAtOnce() {}

  /**
   * Asserts that two lanes return the same sums of gradients as one lane alone.
   *
   * @param shape architecture with the size of the images
   * @param output name of the output layer, with 3 outputs or more
   */
  public static void assertEqualToAlone(ObserverSource source, Architecture shape, String output) {
    double[][] images = Tiny.images(shape, IMAGES);
    float[] alone = sum(source, shape, images, output);
    assertThat(alone).isNotEqualTo(new float[alone.length]);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<byte[]> training = CompletableFuture.supplyAsync(() -> weights(done));
    List<CompletableFuture<float[]>> lanes = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      lanes.add(CompletableFuture.supplyAsync(() -> sum(source, shape, images, output)));
    }
    lanes.forEach(lane -> assertThat(lane.join()).isEqualTo(alone));
    done.set(true);
    training.join();
  }

  /** Trains until {@code done} is true. */
  private static byte[] weights(AtomicBoolean done) {
    TrainingImages images = Shown.images(0, IMAGES);
    TrainingOptions options = new TrainingOptions("beside", 10_000, 1, 100, 1e-3, 1);
    return Training.run(
            Recipe.named("mnist-logistic"),
            new TrainingSet(images, images),
            options,
            Optional.empty(),
            new TrainingListener() {
              @Override
              public void progress(TrainingProgress progress) {}

              @Override
              public boolean stopped() {
                return done.get();
              }
            })
        .map(TrainedObserver::weights)
        .orElseGet(() -> new byte[0]);
  }

  private static float[] sum(
      ObserverSource source, Architecture shape, double[][] images, String output) {
    JniUtils.setNumThreads(1);
    float[] sum = new float[shape.planes() * shape.height() * shape.width()];
    try (Observer observer = source.load(Device.cpu());
        NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int round = 0; round < ROUNDS; round++) {
        NDArray stimuli = Tiny.array(shape, images, scope);
        float[] gradient =
            observer
                .gradient(stimuli, output, outputs -> outputs.get(":, 2"))
                .gradient()
                .sum(new int[] {0})
                .toFloatArray();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradient[i];
        }
      }
    }
    return sum;
  }
}
