package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.estimate.Tally;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.Job;
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.inference.SimulatedObserver;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.Interleaving.Action;
import org.revcor.study.run.Interleaving.Event;
import org.revcor.study.run.Interleaving.Moment;
import org.revcor.study.run.StudyRun.RunSettings;

/** Results are the same bytes whatever happens during a study, and in whichever order. */
class InterleavingsTest {
  private static final int BLOCKS = 40;
  private static final int LANES = 6;
  private static final int WINDOW = LANES + 2;
  private static final int CHANNELS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final SimulatedObserver OBSERVER =
      SimulatedObserver.linear("linear", 4, 4, weights());

  /** Why a study ends. */
  enum End {
    TRIALS("\"max-trials\": 790", EndReason.MAX_TRIALS),
    RELIABILITY(
        "\"max-trials\": 800, \"reliability\": 0.7, \"quantile\": 0.5", EndReason.RELIABILITY);

    private final String rule;
    private final EndReason reason;

    End(String rule, EndReason reason) {
      this.rule = rule;
      this.reason = reason;
    }

    private PreparedStudy study() {
      return SubscribedRun.prepare(
          """
          {"seed": 5, "observer": {"model": "linear"}, "readout": {"kind": "probability"},
           "stop": {%s}, "block-size": 20}
          """
              .formatted(rule),
          OBSERVER);
    }
  }

  private static final ActorTestKit SYSTEM = ActorTestKit.create();
  private static final ActorRef<LanePool.Command> LANE =
      SYSTEM.spawn(
          LanePool.create(
              Platform.ofThisMachine(),
              new LaneSettings(1, TIMEOUT, 1, 1 << 20),
              new SimpleMeterRegistry()));
  private static final List<Tally> TALLIES = tallies();
  private static final Map<End, Map<String, Object>> UNDISTURBED = new EnumMap<>(End.class);

  @AfterContainer
  static void shutDown() {
    SYSTEM.shutdownTestKit();
  }

  @Property(seed = "1", tries = 20)
  void anyInterleavingGivesTheSameBytes(
      @ForAll("interleavings") Interleaving interleaving, @ForAll End end) {
    assertThat(differences(end, interleaving, InterleavingsTest::inOrder)).isEmpty();
  }

  @Property(seed = "2", tries = 150)
  @Tag("full")
  void anyOfManyInterleavingsGivesTheSameBytes(
      @ForAll("interleavings") Interleaving interleaving, @ForAll End end) {
    assertThat(differences(end, interleaving, InterleavingsTest::inOrder)).isEmpty();
  }

  @Provide
  static Arbitrary<Interleaving> interleavings() {
    return Interleaving.any(BLOCKS);
  }

  /** Every action at every moment, in one study of many runs. */
  @Property
  void allEventsTogetherGiveTheSameBytes(@ForAll End end) {
    List<Event> events = new ArrayList<>();
    for (Moment moment : Moment.values()) {
      for (Action action : Action.values()) {
        events.add(new Event(1 + events.size() * 2 / 3, moment, action));
      }
    }

    Interleaving eventful = new Interleaving(List.of(5, 0, 2), Map.of(3, 2, 17, 1), events, 2);
    assertThat(differences(end, eventful, InterleavingsTest::inOrder)).isEmpty();
  }

  /** Verifies that the check detects a wrong order. */
  @Property
  void foldingInTheOrderOfArrivalIsDetected(@ForAll End end) {
    Interleaving swapped = new Interleaving(List.of(1), Map.of(), List.of(), 0);

    assertThat(differences(end, Interleaving.none(), InterleavingsTest::inOrderOfArrival))
        .isEmpty();
    assertThat(differences(end, swapped, InterleavingsTest::inOrderOfArrival))
        .contains("history.csv");
  }

  @Example
  void theSumsDependOnTheOrderOfTheBlocks() {
    assertThat(rareClass(TALLIES.reversed())).isNotEqualTo(rareClass(TALLIES));
  }

  private static double[] rareClass(List<Tally> tallies) {
    double[] sums = new double[16];
    for (Tally tally : tallies) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += tally.a().weighted()[CHANNELS - 1][i];
      }
    }
    return sums;
  }

  private static Function<Tally, Tally> inOrder(ScriptedPool pool) {
    return tally -> tally;
  }

  /** In a run from the first block, the n-th block folded is the n-th that arrived. */
  private static Function<Tally, Tally> inOrderOfArrival(ScriptedPool pool) {
    return tally -> TALLIES.get(pool.done().get((int) tally.block()).intValue());
  }

  /** Returns the files that differ from those of the undisturbed study. */
  private static Set<String> differences(
      End end, Interleaving interleaving, Function<ScriptedPool, Function<Tally, Tally>> order) {
    Map<String, Object> expected = UNDISTURBED.computeIfAbsent(end, InterleavingsTest::undisturbed);
    Path folder = newFolder();
    try {
      PreparedStudy study = end.study();
      Script script = new Script(interleaving.events());
      StudyView last = run(study, folder, interleaving, script, order);
      for (int runs = 1; !isComplete(last); runs++) {
        assertThat(runs).isLessThanOrEqualTo(interleaving.events().size());
        last = run(study, folder, interleaving, script, order);
      }
      return differences(expected, StudyRuns.results(folder));
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      delete(folder);
    }
  }

  private static boolean isComplete(StudyView last) {
    EndReason end = last.lifecycle().end();
    return last.lifecycle().state() == StudyState.FINISHED && end != null && end.complete();
  }

  private static Set<String> differences(Map<String, Object> one, Map<String, Object> other) {
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> Objects.equals(one.get(name), other.get(name)));
    return names;
  }

  private static StudyView run(
      PreparedStudy study,
      Path folder,
      Interleaving interleaving,
      Script script,
      Function<ScriptedPool, Function<Tally, Tally>> order)
      throws Exception {
    ScriptedPool pool = new ScriptedPool(TALLIES, WINDOW, LANE, interleaving, script);
    ScriptedRun run =
        new ScriptedRun(script, interleaving.checkpointLag(), order.apply(pool), pool::failing);
    ActorRef<LanePool.Command> lanes = SYSTEM.spawn(pool.behavior());
    try {
      StudyView last =
          SubscribedRun.start(
                  SYSTEM,
                  study,
                  folder,
                  lanes,
                  LANES,
                  new RunSettings(
                      1,
                      interleaving.checkpointLag() > 0 ? Duration.ZERO : Duration.ofHours(1),
                      Optional.empty()),
                  behavior -> Behaviors.intercept(() -> run, behavior))
              .end();
      assertThat(run.crash()).isEmpty();
      return last;
    } finally {
      SYSTEM.stop(lanes);
    }
  }

  private static Map<String, Object> undisturbed(End end) {
    Path folder = newFolder();
    try {
      StudyView view = SubscribedRun.start(SYSTEM, end.study(), folder, LANE).end();
      assertThat(view.lifecycle().end()).isEqualTo(end.reason);
      return StudyRuns.results(folder);
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      delete(folder);
    }
  }

  /** The sums of all blocks, as a lane computes them. */
  private static List<Tally> tallies() {
    PreparedStudy study = End.TRIALS.study();
    BlockDrawer drawer = new BlockDrawer(study.stimulus().sequence(), 5, study.plan());
    return IntStream.range(0, BLOCKS).mapToObj(block -> tally(study, drawer, block)).toList();
  }

  private static Tally tally(PreparedStudy study, BlockDrawer drawer, long block) {
    JobResult result =
        AskPattern.<LanePool.Command, JobResult>askWithStatus(
                LANE,
                replyTo ->
                    new LanePool.Submit(
                        new Job.Reduce("tallies", study.protocol(), study.plan(), drawer, block),
                        replyTo),
                TIMEOUT,
                SYSTEM.scheduler())
            .toCompletableFuture()
            .orTimeout(60, TimeUnit.SECONDS)
            .join();
    return ((JobResult.Reduced) result).tally();
  }

  /**
   * Weights with confident responses and a rare last class. Its block sums spread over so many
   * powers of two that their sum in double precision depends on its order.
   */
  private static float[] weights() {
    float[] weights = new float[CHANNELS * 16];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (12 * Math.sin(3 * i + 1) - (i / 16 == CHANNELS - 1 ? 4 : 0));
    }
    return weights;
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("interleaving");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      new RunDirectory(folder).delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
