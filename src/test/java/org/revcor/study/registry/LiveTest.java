package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudySnapshot;

/** Tests the feed with a probe as the run and a real run directory. */
final class LiveTest {
  private static final String ID = "20261126-101500-042-k3f";
  private static final Duration INTERVAL = Duration.ofDays(1);

  @TempDir private static Path parent;

  @AutoClose("shutdownTestKit")
  private final ActorTestKit system = ActorTestKit.create(ManualTime.config());

  private final ManualTime time = ManualTime.get(system.system());
  private final TestProbe<StudyRun.Command> run = system.createTestProbe();
  private final TestProbe<LiveEvent> client = system.createTestProbe();

  @BeforeAll
  static void runAStudy() throws IOException {
    EndedRun.in(parent.resolve(ID), ID);
  }

  @Test
  void afterAFailedRunTheFeedConnectsToTheNextRun() {
    TestProbe<StudyRun.Command> next = system.createTestProbe();
    ActorRef<Live.Command> feed = feed();
    run.expectMessageClass(StudyRun.Subscribe.class);

    feed.tell(new Live.Connect(next.getRef()));
    feed.tell(new Live.Changed(study().withFailure("test failure", "2026-11-26T10:15:00Z")));

    run.expectMessageClass(StudyRun.Close.class);
    next.expectMessageClass(StudyRun.Subscribe.class);
  }

  @Test
  void mapsOfAStudyThatEndedWithoutClientsAreReadForTheFirstClient() {
    ActorRef<Live.Command> feed = feed();
    feed.tell(new Live.Changed(study().withFailure("test failure", "2026-11-26T10:15:00Z")));
    run.expectMessageClass(StudyRun.Subscribe.class);
    run.expectMessageClass(StudyRun.Close.class);

    feed.tell(new Live.Join(client.getRef()));
    feed.tell(new Live.SelectChannels(client.getRef(), new int[] {3, 8}));

    client.expectMessageClass(LiveEvent.Changed.class);
    LiveEvent.Frame frame = client.expectMessageClass(LiveEvent.Frame.class);
    assertThat(frame.bytes().remaining()).isEqualTo(64 + 2 * (20 + 4 * 784));
  }

  @Test
  void oneSnapshotAtATimeIsRequested_andNoneAfterTheLast() throws IOException {
    StudySnapshot last = new StudyFiles(parent).snapshot(study()).orElseThrow();
    ActorRef<Live.Command> feed = feed();
    run.expectMessageClass(StudyRun.Subscribe.class);
    feed.tell(new Live.Join(client.getRef()));
    feed.tell(new Live.SelectChannels(client.getRef(), new int[] {3, 8}));
    client.expectMessageClass(LiveEvent.Changed.class);

    time.timePasses(INTERVAL);
    StudyRun.Capture capture = run.expectMessageClass(StudyRun.Capture.class);
    assertThat(capture.channels().stream()).containsExactly(3, 8);
    time.expectNoMessageFor(INTERVAL, run);

    capture.replyTo().tell(snapshot(last, 0, false));
    client.expectMessageClass(LiveEvent.Frame.class);
    StudyRun.Capture next =
        run.awaitAssert(
            () -> {
              time.timePasses(INTERVAL);
              return run.expectMessageClass(StudyRun.Capture.class, Duration.ofMillis(200));
            });
    next.replyTo().tell(snapshot(last, 0, true));
    client.expectMessageClass(LiveEvent.Frame.class);
    feed.tell(new Live.Ready(client.getRef()));
    time.expectNoMessageFor(INTERVAL, run);
  }

  private static StudySnapshot snapshot(StudySnapshot of, double seconds, boolean last) {
    return new StudySnapshot(of.maps(), seconds, of.channels(), last);
  }

  private ActorRef<Live.Command> feed() {
    ActorRef<Live.Command> feed =
        system.spawn(Live.create(study(), new StudyFiles(parent), INTERVAL));
    feed.tell(new Live.Connect(run.getRef()));
    return feed;
  }

  private static StudyView study() {
    return new RunDirectory(parent.resolve(ID)).record().orElseThrow();
  }
}
