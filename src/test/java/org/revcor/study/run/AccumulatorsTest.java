package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.file.CheckpointWriter;
import org.revcor.inference.SimulatedObserver;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.run.ChannelReports.Occasion;

final class AccumulatorsTest {
  private static final int CHANNELS = 2;

  @AutoClose("shutdownTestKit")
  private final ActorTestKit system = ActorTestKit.create();

  /** What {@link Accumulators#absorb} returned, and then {@link Accumulators#onAbsorbed}. */
  private final List<Boolean> ready = new CopyOnWriteArrayList<>();

  @Test
  void reportIncludesAllBlocksBeforeIt() {
    TestProbe<StudyRun.Command> run =
        withValues(
            4,
            accumulators -> {
              absorb(accumulators, 0, 3, 4);
              accumulators.report(Set.of(), new Occasion.Boundary());
              absorb(accumulators, 3, 1, 4);
            });

    ChannelReports reports = next(run, StudyRun.Reported.class).reports();
    assertThat(reports.trials()).isEqualTo(3 * 10);
    assertThat(reports.channels())
        .extracting(channel -> channel.statistics().count())
        .as("seven and three responses per block")
        .containsExactly(3 * 7.0, 3 * 3.0);
  }

  @Test
  void checkpointIncludesAllBlocksBeforeIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("checkpoint-30");
    CompletableFuture<CheckpointWriter> begun = new CompletableFuture<>();

    TestProbe<StudyRun.Command> run =
        withValues(
            4,
            accumulators -> {
              absorb(accumulators, 0, 3, 4);
              CheckpointWriter writer = begin(file, accumulators.parts());
              begun.complete(writer);
              accumulators.save(writer);
            });
    assertThat(next(run, StudyRun.Saved.class).problem()).isEmpty();
    begun.join().commit();
    Checkpoint checkpoint = Checkpoint.of(file);
    TestProbe<StudyRun.Command> restored =
        withValues(
            4,
            accumulators -> {
              restore(accumulators, checkpoint);
              accumulators.report(Set.of(), new Occasion.Restored());
            });

    assertThat(next(restored, StudyRun.Reported.class).reports().channels())
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
  void smallBlocksAreBatchedUntilThereAreEight() {
    TestProbe<StudyRun.Command> run = withValues(4, accumulators -> absorb(accumulators, 0, 8, 4));

    next(run, StudyRun.Absorbed.class);
    assertThat(ready).containsExactly(true, true, true, true, true, true, true, false, true);
  }

  @Test
  void absorptionWaitsForBlocksSentByAReport() {
    TestProbe<StudyRun.Command> run =
        withValues(
            4,
            accumulators -> {
              absorb(accumulators, 0, 1, 4);
              accumulators.report(Set.of(), new Occasion.Boundary());
              absorb(accumulators, 1, 8, 4);
            });

    next(run, StudyRun.Absorbed.class);
    next(run, StudyRun.Absorbed.class);
    assertThat(ready)
        .containsExactly(
            true, true, true, true, true, true, true, true, false, /* absorbed: */ false, true);
  }

  @Test
  void largeBlockIsAbsorbedBeforeTheNext() {
    int values = 1 << 16;

    TestProbe<StudyRun.Command> run =
        withValues(values, accumulators -> absorb(accumulators, 0, 1, values));

    next(run, StudyRun.Absorbed.class);
    assertThat(ready).containsExactly(false, true);
  }

  private void absorb(Accumulators accumulators, int first, int blocks, int values) {
    for (int block = first; block < first + blocks; block++) {
      ready.add(accumulators.absorb(tally(block, values)));
    }
  }

  private static <M extends StudyRun.Command> M next(
      TestProbe<StudyRun.Command> run, Class<M> type) {
    while (true) {
      StudyRun.Command message = run.receiveMessage(Duration.ofSeconds(10));
      if (type.isInstance(message)) {
        return type.cast(message);
      }
    }
  }

  /**
   * Spawns an actor that uses the accumulators.
   *
   * @param values values of a stimulus
   * @return receives the messages of the accumulators
   */
  private TestProbe<StudyRun.Command> withValues(int values, Consumer<Accumulators> use) {
    PreparedStudy study =
        SubscribedRun.prepare(
            """
            {"observer": {"model": "linear"}, "readout": {"kind": "label"}, "block-size": 10}
            """,
            SimulatedObserver.linear("linear", 1, values, new float[CHANNELS * values]));
    TestProbe<StudyRun.Command> run = system.createTestProbe();
    system.spawn(
        Behaviors.<StudyRun.Command>setup(
            context -> {
              Accumulators accumulators = new Accumulators(context, study, new StudyRun.Stop());
              use.accept(accumulators);
              return Behaviors.receiveMessage(
                  message -> {
                    if (message instanceof StudyRun.Absorbed) {
                      ready.add(accumulators.onAbsorbed());
                    }
                    run.getRef().tell(message);
                    return Behaviors.same();
                  });
            }));
    return run;
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
