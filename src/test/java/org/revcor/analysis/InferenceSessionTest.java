package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;
import org.revcor.inference.SimulatedObserver;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.network.VectorKernels;

final class InferenceSessionTest {
  private static final SimulatedObserver LINEAR =
      SimulatedObserver.linear("linear", 1, 2, new float[] {1, 0, 0, 1});

  @TempDir Path folder;

  private static AnalysisThreads threads() {
    return new AnalysisThreads(Collections.nCopies(2, Device.cpu()), false, new AnalysisProgress());
  }

  /** One batch fails while the other is running and uses its observer. */
  @Test
  void observersInUseAreClosedAfterAFailure() {
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger batches = new AtomicInteger();
    SimulatedObserver observer =
        LINEAR.disturbed(
            response -> {
              boolean fails = batches.getAndIncrement() == 0;
              both.countDown();
              try {
                assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
                if (fails) {
                  throw new IllegalStateException("simulated");
                }
                assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
              return response;
            });
    try (AnalysisThreads threads = threads()) {
      try (InferenceSession session = new InferenceSession(observer, threads)) {
        assertThatThrownBy(() -> session.outputs(Stimuli.of(new float[5_000][2])))
            .hasMessage("simulated");
      }
      assertThat(observer.loads()).isEqualTo(2);
      assertThat(observer.closed()).isEqualTo(2);
    }
  }

  @Test
  void vectorKernelsComputeTheNetworksThatTheySupport() {
    assumeTrue(ModuleLayer.boot().findModule(VectorKernels.MODULE).isPresent());
    ObserverSource network = new Catalogue(folder).named("mnist-cnn");
    SplittableRandom random = new SplittableRandom(1);
    float[][] noise = new float[300][784];
    for (float[] stimulus : noise) {
      for (int i = 0; i < stimulus.length; i++) {
        stimulus[i] = (float) random.nextDouble();
      }
    }

    float[] byEngine = outputs(network, false, noise);
    float[] byKernels = outputs(network, true, noise);

    assertThat(byKernels).isNotEqualTo(byEngine).hasSize(3_000);
    assertArrayEquals(byEngine, byKernels, 1e-4f);
  }

  private static float[] outputs(ObserverSource network, boolean vectorKernels, float[][] stimuli) {
    try (AnalysisThreads threads =
            new AnalysisThreads(List.of(Device.cpu()), vectorKernels, new AnalysisProgress());
        InferenceSession session = new InferenceSession(network, threads)) {
      float[][] rows = session.outputs(Stimuli.of(stimuli));
      FloatBuffer all = FloatBuffer.allocate(rows.length * rows[0].length);
      Stream.of(rows).forEach(all::put);
      return all.array();
    }
  }

  @Test
  void loadedObserversAreClosedIfALaterLoadFails() {
    SimulatedObserver observer = LINEAR.disturbed(response -> response);
    ObserverSource once =
        new ObserverSource() {
          @Override
          public ObserverDescription description() {
            return observer.description();
          }

          @Override
          public long bytes() {
            return observer.bytes();
          }

          @Override
          public Observer load(Device device) {
            if (observer.loads() == 1) {
              throw new InvalidInputException("file", "missing", "a file that exists");
            }
            return observer.load(device);
          }
        };
    try (AnalysisThreads threads = threads()) {
      assertThatThrownBy(() -> new InferenceSession(once, threads))
          .hasMessageStartingWith("file is missing");
    }
    assertThat(observer.closed()).isEqualTo(1);
  }
}
