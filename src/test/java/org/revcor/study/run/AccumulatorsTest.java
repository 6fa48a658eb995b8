package org.revcor.study.run;

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
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.file.Checkpoint;
import org.revcor.file.CheckpointWriter;
import org.revcor.file.UnreadableCheckpointException;
import org.revcor.inference.SimulatedObserver;
import org.revcor.study.plan.PreparedStudy;

final class AccumulatorsTest {
  private static final int CHANNELS = 2;

  private final ActorTestKit system = ActorTestKit.create();
  private final AtomicInteger absorptions = new AtomicInteger();

  @AfterEach
  void shutDown() {
    system.shutdownTestKit();
  }

  @Test
  void reportIncludesAllBlocksBeforeIt() throws Exception {
    CompletableFuture<Accumulators.ChannelReports> reported = new CompletableFuture<>();

    withValues(
        4,
        accumulators -> {
          for (int block = 0; block < 3; block++) {
            accumulators.absorb(tally(block, 4), () -> {});
          }
          accumulators.report(Set.of(), reported::complete);
          accumulators.absorb(tally(3, 4), () -> {});
        });

    Accumulators.ChannelReports reports = reported.get(10, TimeUnit.SECONDS);
    assertThat(reports.trials()).isEqualTo(3 * 10);
    assertThat(reports.channels())
        .extracting(channel -> channel.statistics().count())
        .as("seven and three responses per block")
        .containsExactly(3 * 7.0, 3 * 3.0);
  }

  @Test
  void checkpointIncludesAllBlocksBeforeIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("checkpoint-30");
    CompletableFuture<Optional<String>> saved = new CompletableFuture<>();
    CompletableFuture<Accumulators.ChannelReports> reported = new CompletableFuture<>();
    CompletableFuture<CheckpointWriter> begun = new CompletableFuture<>();

    withValues(
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
    withValues(
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
      return CheckpointWriter.create(file, new byte[0], parts);
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
  void smallBlocksAreBatchedUntilThereAreEight() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    CompletableFuture<Integer> atOnce = new CompletableFuture<>();
    CompletableFuture<Integer> absorbed = new CompletableFuture<>();

    withValues(
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
  void absorptionWaitsForBlocksSentByAReport() throws Exception {
    CompletableFuture<Integer> absorptionsBefore = new CompletableFuture<>();

    withValues(
        4,
        accumulators -> {
          accumulators.absorb(tally(0, 4), () -> {});
          accumulators.report(Set.of(), reports -> {});
          for (int block = 1; block < 8; block++) {
            accumulators.absorb(tally(block, 4), () -> {});
          }
          accumulators.absorb(tally(8, 4), () -> absorptionsBefore.complete(absorptions.get()));
        });

    assertThat(absorptionsBefore.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void largeBlockIsAbsorbedBeforeTheNext() throws Exception {
    int values = 1 << 16;
    AtomicInteger taken = new AtomicInteger();
    CompletableFuture<Integer> atOnce = new CompletableFuture<>();
    CompletableFuture<Integer> absorbed = new CompletableFuture<>();

    withValues(
        values,
        accumulators -> {
          accumulators.absorb(tally(0, values), () -> absorbed.complete(taken.incrementAndGet()));
          atOnce.complete(taken.get());
        });

    assertThat(atOnce.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(absorbed.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  /**
   * Runs an actor that uses the accumulators and handles their messages like a run does.
   *
   * @param values values of a stimulus
   */
  private void withValues(int values, Consumer<Accumulators> use) {
    PreparedStudy study =
        SubscribedRun.prepare(
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
                        absorptions.incrementAndGet();
                        accumulators.onAbsorbed();
                      }
                      case StudyRun.Reported reported -> accumulators.onReported(reported);
                      case StudyRun.Saved saved -> accumulators.onSaved(saved);
                      default -> throw new IllegalStateException("unexpected: " + message);
                    }
                    return Behaviors.same();
                  });
            }));
  }

  /** Ten trials; seven belong to the first channel. */
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
