package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AnalysisThreadsTest {
  private static AnalysisThreads threads(int threads) {
    return new AnalysisThreads(
        Collections.nCopies(threads, Device.cpu()), false, new AnalysisProgress());
  }

  private static boolean passes(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void resultsArriveInTheOrderOfTheirNumbers() {
    CountDownLatch second = new CountDownLatch(1);
    List<Integer> taken = new ArrayList<>();
    try (AnalysisThreads threads = threads(2)) {
      threads.inOrder(
          50,
          number -> {
            if (number == 0) {
              assertThat(passes(second, 30_000)).isTrue();
            } else {
              second.countDown();
            }
            return number;
          },
          taken::add);
    }
    assertThat(taken).isEqualTo(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void fewResultsWaitForTheReceiver() {
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (AnalysisThreads threads = threads(3)) {
      threads.inOrder(
          2_000,
          number -> most.accumulateAndGet(waiting.incrementAndGet(), Math::max),
          result -> waiting.decrementAndGet());
    }
    assertThat(waiting).hasValue(0);
    assertThat(most.get()).isBetween(1, 6);
  }

  @Test
  void failureStopsAllTasks() {
    CountDownLatch otherRuns = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean otherEnded = new AtomicBoolean();
    AtomicInteger begun = new AtomicInteger();
    try (AnalysisThreads threads = threads(2)) {
      assertThatThrownBy(
              () ->
                  threads.each(
                      100,
                      number -> {
                        begun.incrementAndGet();
                        if (number == 0) {
                          assertThat(passes(otherRuns, 30_000)).isTrue();
                          throw new IllegalArgumentException("the first");
                        }
                        otherRuns.countDown();
                        assertThat(passes(never, 200)).isFalse();
                        otherEnded.set(true);
                        return number;
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the first");
      assertThat(otherEnded).isTrue();
      assertThat(begun.get()).isLessThan(10);
      assertThat(threads.each(3, number -> number)).containsExactly(0, 1, 2);
    }
  }

  @Test
  void errorsOfTasksAreRethrown() {
    try (AnalysisThreads threads = threads(2)) {
      assertThatThrownBy(
              () ->
                  threads.each(
                      2,
                      number -> {
                        throw new OutOfMemoryError("simulated");
                      }))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("simulated");
    }
  }
}
