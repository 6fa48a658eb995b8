package org.revcor.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.checkpoint.Checkpoint;
import org.revcor.checkpoint.CheckpointWriter;
import org.revcor.checkpoint.UnreadableCheckpointException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.lane.SimulatedObserver;

final class AccumulatorsTest {
  private static final int CHANNELS = 2;

  private final ActorTestKit system = ActorTestKit.create();
  private final AtomicInteger responses = new AtomicInteger();

  @AfterEach
  void shutDown() {
    system.shutdownTestKit();
  }

  @Test
  void aReportIsOfAllBlocksBeforeIt() throws Exception {
    CompletableFuture<Accumulators.Gathered> reported = new CompletableFuture<>();

    ofImagesOf(
        4,
        accumulators -> {
          for (int block = 0; block < 3; block++) {
            accumulators.absorb(tally(block, 4), () -> {});
          }
          accumulators.report(Set.of(), reported::complete);
          accumulators.absorb(tally(3, 4), () -> {});
        });

    Accumulators.Gathered gathered = reported.get(10, TimeUnit.SECONDS);
    assertThat(gathered.trials()).isEqualTo(3 * 10);
    assertThat(gathered.channels())
        .extracting(channel -> channel.statistics().count())
        .as("seven and three responses a block")
        .containsExactly(3 * 7.0, 3 * 3.0);
  }

  @Test
  void aCheckpointIsOfAllBlocksBeforeIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("checkpoint-30");
    CompletableFuture<Optional<String>> saved = new CompletableFuture<>();
    CompletableFuture<Accumulators.Gathered> reported = new CompletableFuture<>();
    CompletableFuture<CheckpointWriter> begun = new CompletableFuture<>();

    ofImagesOf(
        4,
        accumulators -> {
          for (int block = 0; block < 3; block++) {
            accumulators.absorb(tally(block, 4), () -> {});
          }
          CheckpointWriter writer = begin(file, accumulators.parts());
          begun.complete(writer);
          accumulators.save(writer, saved::complete);
        });
    assertThat(saved.get(10, TimeUnit.SECONDS)).isEmpty();
    begun.join().commit();
    Checkpoint checkpoint = Checkpoint.of(file);
    ofImagesOf(
        4,
        accumulators -> {
          restore(accumulators, checkpoint);
          accumulators.report(Set.of(), reported::complete);
        });

    assertThat(reported.get(10, TimeUnit.SECONDS).channels())
        .extracting(channel -> channel.statistics().count())
        .containsExactly(3 * 7.0, 3 * 3.0);
  }

  private static CheckpointWriter begin(Path file, int parts) {
    try {
      return CheckpointWriter.begin(file, new byte[0], parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void restore(Accumulators accumulators, Checkpoint checkpoint) {
    try {
      accumulators.restore(checkpoint);
    } catch (UnreadableCheckpointException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void smallBlocksGatherUntilThereAreEight() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    CompletableFuture<Integer> atOnce = new CompletableFuture<>();
    CompletableFuture<Integer> absorbed = new CompletableFuture<>();

    ofImagesOf(
        4,
        accumulators -> {
          for (int block = 0; block < 7; block++) {
            accumulators.absorb(tally(block, 4), taken::incrementAndGet);
          }
          accumulators.absorb(tally(7, 4), () -> absorbed.complete(taken.incrementAndGet()));
          atOnce.complete(taken.get());
        });

    assertThat(atOnce.get(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(absorbed.get(10, TimeUnit.SECONDS)).isEqualTo(8);
  }

  @Test
  void blocksThatAReportGaveOnAreWaitedForToo() throws Exception {
    CompletableFuture<Integer> answersThen = new CompletableFuture<>();

    ofImagesOf(
        4,
        accumulators -> {
          accumulators.absorb(tally(0, 4), () -> {});
          accumulators.report(Set.of(), gathered -> {});
          for (int block = 1; block < 8; block++) {
            accumulators.absorb(tally(block, 4), () -> {});
          }
          accumulators.absorb(tally(8, 4), () -> answersThen.complete(responses.get()));
        });

    assertThat(answersThen.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void aLargeBlockIsAbsorbedBeforeTheNext() throws Exception {
    int values = 1 << 16;
    AtomicInteger taken = new AtomicInteger();
    CompletableFuture<Integer> atOnce = new CompletableFuture<>();
    CompletableFuture<Integer> absorbed = new CompletableFuture<>();

    ofImagesOf(
        values,
        accumulators -> {
          accumulators.absorb(tally(0, values), () -> absorbed.complete(taken.incrementAndGet()));
          atOnce.complete(taken.get());
        });

    assertThat(atOnce.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(absorbed.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  /** Has an actor use the accumulators, which then hears them as a run does. */
  private void ofImagesOf(int values, Consumer<Accumulators> use) {
    PreparedStudy study =
        FollowedRun.prepare(
            """
            {"observer": {"model": "linear"}, "readout": {"kind": "label"}, "block-size": 10}
            """,
            SimulatedObserver.linear("linear", 1, values, new float[CHANNELS * values]));
    system.spawn(
        Behaviors.<StudyRun.Command>setup(
            context -> {
              Accumulators accumulators = new Accumulators(context, study, new StudyRun.Stop());
              use.accept(accumulators);
              return Behaviors.receiveMessage(
                  message -> {
                    switch (message) {
                      case StudyRun.Absorbed absorbed -> {
                        responses.incrementAndGet();
                        accumulators.onAbsorbed();
                      }
                      case StudyRun.Reported reported -> accumulators.onReported(reported);
                      case StudyRun.Saved saved -> accumulators.onSaved(saved);
                      default -> throw new IllegalStateException("not asked for: " + message);
                    }
                    return Behaviors.same();
                  });
            }));
  }

  /** Ten trials, of which the first channel takes seven. */
  private static Tally tally(long block, int values) {
    return new Tally(block, half(values, 4, 1), half(values, 3, 2));
  }

  private static HalfTally half(int values, int first, int second) {
    double[] responses = {first, second};
    double[][] weighted = new double[CHANNELS][values];
    for (int channel = 0; channel < CHANNELS; channel++) {
      Arrays.fill(weighted[channel], responses[channel] / 2);
    }
    double[] stimuli = new double[values];
    Arrays.fill(stimuli, (first + second) / 2.0);
    return new HalfTally(first + second, stimuli, responses, responses.clone(), weighted);
  }
}
