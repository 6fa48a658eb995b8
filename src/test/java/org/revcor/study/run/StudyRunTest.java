package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Tally;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.inference.SimulatedObserver;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun.RunSettings;

/** The states of a run whose blocks the test folds itself: its pool computes nothing. */
final class StudyRunTest {
  private static final int VALUES = 1 << 16;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @AutoClose("shutdownTestKit")
  private final ActorTestKit system = ActorTestKit.create();

  private final TestProbe<LanePool.Command> pool = system.createTestProbe();
  private final TestProbe<StudyView> views = system.createTestProbe();
  private final TestProbe<Boolean> continues = system.createTestProbe();
  private RunDirectory directory;
  private ActorRef<StudyRun.Command> run;
  private volatile CountDownLatch held = new CountDownLatch(0);

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    PreparedStudy study =
        SubscribedRun.prepare(
            """
            {"observer": {"model": "linear"}, "readout": {"kind": "label"}, "block-size": 10,
             "stop": {"max-trials": 100}}
            """,
            SimulatedObserver.linear("linear", 256, 256, new float[2 * VALUES]));
    directory = new RunDirectory(folder.resolve("run"));
    StudyStatus status = new StudyStatus("one", study, "2026-11-25T10:15:00Z", null);
    Resumption resumption = Resumption.ofNew(study);
    directory.prepare(resumption, status.view());
    run =
        system.spawn(
            Behaviors.intercept(
                HeldMessages::new,
                StudyRun.create(
                    status,
                    resumption,
                    directory,
                    new LocalLanes(
                        pool.getRef(),
                        Platform.ofThisMachine(),
                        1,
                        system.system(),
                        new SimpleMeterRegistry()),
                    new RunSettings(1, Duration.ofHours(1), Optional.empty()),
                    new SimpleMeterRegistry())),
            DispatcherSelector.blocking());
    run.tell(new StudyRun.Subscribe(views.getRef(), system.system().ignoreRef()));
    views.receiveMessage(TIMEOUT);
  }

  @Test
  void absorbing_aStopTakesEffectAfterTheBlock() {
    fold(half(5), new StudyRun.Stop());
    fold(half(5));

    assertThat(continues.receiveMessage(TIMEOUT)).isFalse();
    assertThat(continues.receiveMessage(TIMEOUT)).as("of the block after the stop").isFalse();
    assertThat(viewIn(StudyState.FINISHED).progress().trials()).isEqualTo(10);
  }

  @Test
  void absorbing_aStopReplacesASuspension() {
    fold(half(5), new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE), new StudyRun.Stop());

    assertThat(viewIn(StudyState.FINISHED).lifecycle().end()).isEqualTo(EndReason.STOPPED);
  }

  @Test
  void absorbing_aSuspensionAfterAStopIsIgnored() {
    fold(half(5), new StudyRun.Stop(), new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE));

    assertThat(viewIn(StudyState.FINISHED).lifecycle().end()).isEqualTo(EndReason.STOPPED);
  }

  @Test
  void closing_aSuspendedStudyHasMapsUntilItIsClosed() {
    fold(half(5));
    run.tell(new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE));
    viewIn(StudyState.PAUSED);

    StudyMaps maps = maps().getValue();
    assertThat(maps.trials()).isEqualTo(10);
    run.tell(new StudyRun.Close());
    views.expectTerminated(run, TIMEOUT);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSED", "FINISHED"})
  void closing_aStudyEndsOnceItsRecordIsWritten(StudyState last) throws IOException {
    fold(half(5));
    continues.receiveMessage(TIMEOUT);
    Path obstacle = directory.folder().resolve("record.json/folder");
    Files.delete(obstacle.getParent());
    Files.createDirectories(obstacle);

    run.tell(
        last == StudyState.PAUSED
            ? new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE)
            : new StudyRun.Stop());
    StudyView unwritten = views.receiveMessage(TIMEOUT);
    while (unwritten.storage().storageProblem() == null) {
      unwritten = views.receiveMessage(TIMEOUT);
    }
    assertThat(unwritten.storage().storageProblem()).startsWith("its record cannot be written (");
    assertThat(unwritten.lifecycle().state().isInactive()).isFalse();
    assertThat(unwritten.lifecycle().ended()).isNull();
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());

    StudyView written = viewIn(last);
    assertThat(written.storage().storageProblem()).isNull();
    assertThat(directory.record()).contains(written);
  }

  @Test
  void closing_mapsRequestedBeforeTheCloseAreSent() {
    fold(half(5));
    run.tell(new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE));
    viewIn(StudyState.PAUSED);
    TestProbe<StatusReply<StudyMaps>> replies = system.createTestProbe();

    run.tell(new StudyRun.GetMaps(MapView.MAP, replies.getRef()));
    run.tell(new StudyRun.Close());

    assertThat(replies.receiveMessage(TIMEOUT).getValue().trials()).isEqualTo(10);
    views.expectTerminated(run, TIMEOUT);
  }

  @Test
  void anytime_aLostAccumulatorFailsTheStudyAndRemovesItsQueue() {
    double[] responses = {5, 0};
    HalfTally withoutRows =
        new HalfTally(5, new double[VALUES], responses, responses, new double[0][]);
    fold(withoutRows);

    StudyView failed = viewIn(StudyState.FAILED);
    assertThat(failed.lifecycle().problem()).isEqualTo("an accumulator failed; see the log");
    assertThat(pool.fishForMessage(TIMEOUT, StudyRunTest::untilForgotten)).isNotEmpty();
    assertThat(maps().getError()).hasMessage("the study has failed and has no maps");
    run.tell(new StudyRun.Close());
    views.expectTerminated(run, TIMEOUT);
  }

  private static FishingOutcome untilForgotten(LanePool.Command command) {
    return command.equals(new LanePool.Forget("one"))
        ? FishingOutcomes.complete()
        : FishingOutcomes.continueAndIgnore();
  }

  /** Folds a block, and sends messages that come before it is folded. */
  private void fold(HalfTally half, StudyRun.Command... meanwhile) {
    CountDownLatch sent = new CountDownLatch(1);
    held = sent;
    run.tell(new StudyRun.Fold(new Tally(0, half, half), continues.getRef()));
    for (StudyRun.Command each : meanwhile) {
      run.tell(each);
    }
    sent.countDown();
  }

  /** Holds the messages of the run until the latch opens. */
  private final class HeldMessages extends BehaviorInterceptor<StudyRun.Command, StudyRun.Command> {
    HeldMessages() {
      super(StudyRun.Command.class);
    }

    @Override
    public Behavior<StudyRun.Command> aroundReceive(
        TypedActorContext<StudyRun.Command> context,
        StudyRun.Command message,
        ReceiveTarget<StudyRun.Command> target) {
      try {
        assertThat(held.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return target.apply(context, message);
    }
  }

  private StatusReply<StudyMaps> maps() {
    TestProbe<StatusReply<StudyMaps>> replies = system.createTestProbe();
    run.tell(new StudyRun.GetMaps(MapView.MAP, replies.getRef()));
    return replies.receiveMessage(TIMEOUT);
  }

  private StudyView viewIn(StudyState state) {
    StudyView view = views.receiveMessage(TIMEOUT);
    while (view.lifecycle().state() != state) {
      view = views.receiveMessage(TIMEOUT);
    }
    return view;
  }

  /** Half a block, all of the first class. */
  private static HalfTally half(int trials) {
    double[] stimuli = new double[VALUES];
    Arrays.fill(stimuli, trials / 2.0);
    return new HalfTally(
        trials,
        stimuli,
        new double[] {trials - 1, 1},
        new double[] {trials - 1, 1},
        new double[][] {stimuli, new double[VALUES]});
  }
}
