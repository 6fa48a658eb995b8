package org.revcor.observer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.revcor.dataset.Images;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Tiny;
import org.revcor.observer.training.TrainingProgress.TrainingListener;

/** Computes gradients of an observer on two lanes at once during a training. */
public final class GradientsAtOnce {
  private static final int LANES = 2;
  private static final int IMAGES = 200;
  private static final int ROUNDS = 5;
  private static final long TIMEOUT_SECONDS = 60;

  private GradientsAtOnce() {}

  /**
   * Asserts that two lanes return the same sums of gradients as one lane alone.
   *
   * @param shape architecture with the size of the images
   * @param output name of the output layer, with 3 outputs or more
   */
  public static void assertEqualToAlone(ObserverSource source, Architecture shape, String output)
      throws Exception {
    double[][] images = Tiny.images(shape, IMAGES);
    float[] alone = sum(source, shape, images, output);
    assertThat(alone).isNotEqualTo(new float[alone.length]);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    // The common pool has a single thread on two cores, where the lanes would wait for the
    // training.
    try (ExecutorService threads = Executors.newFixedThreadPool(1 + LANES)) {
      Future<byte[]> training = threads.submit(() -> weights(started, done));
      try {
        assertThat(started.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<Future<float[]>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
          lanes.add(threads.submit(() -> sum(source, shape, images, output)));
        }
        for (Future<float[]> lane : lanes) {
          assertThat(lane.get()).isEqualTo(alone);
        }
        assertThat(training.isDone()).as("the training ended before the lanes").isFalse();
      } finally {
        done.set(true);
      }
      training.get();
    }
  }

  /** Trains until {@code done} is true; counts {@code started} down after the first step. */
  private static byte[] weights(CountDownLatch started, AtomicBoolean done) {
    Images images = Shown.images(0, IMAGES);
    TrainingOptions options = new TrainingOptions("beside", 10_000, 1, 100, 1e-3, 1);
    return Training.run(
            Recipe.named("mnist-logistic"),
            new TrainingSet(images, images),
            options,
            new TrainingListener() {
              @Override
              public void progress(TrainingProgress progress) {
                started.countDown();
              }

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
