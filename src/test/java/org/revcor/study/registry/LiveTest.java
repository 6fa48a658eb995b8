package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
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

  private final ActorTestKit system = ActorTestKit.create();
  private final TestProbe<StudyRun.Command> run = system.createTestProbe();
  private final TestProbe<LiveEvent> client = system.createTestProbe();
  private final AtomicInteger reads = new AtomicInteger();

  @BeforeAll
  static void runAStudy() throws IOException {
    EndedRun.in(parent.resolve(ID), ID);
  }

  @AfterEach
  void shutDown() {
    system.shutdownTestKit();
  }

  @Test
  void afterAFailedRunTheFeedConnectsToTheNextRun() {
    TestProbe<StudyRun.Command> next = system.createTestProbe();
    ActorRef<Live.Command> feed = feed();
    run.expectMessageClass(StudyRun.Subscribe.class);

    feed.tell(new Live.Connect(next.getRef(), INTERVAL));
    feed.tell(new Live.RunFailed(study().withFailure("test failure", "2026-11-26T10:15:00Z")));

    run.expectMessageClass(StudyRun.Close.class);
    next.expectMessageClass(StudyRun.Subscribe.class);
  }

  @Test
  void mapsOfAStudyThatEndedWithoutClientsAreReadForTheFirstClient() {
    ActorRef<Live.Command> feed = feed();
    feed.tell(new Live.RunFailed(study().withFailure("test failure", "2026-11-26T10:15:00Z")));
    run.expectMessageClass(StudyRun.Subscribe.class);
    run.expectMessageClass(StudyRun.Close.class);
    assertThat(reads).hasValue(0);

    feed.tell(new Live.Join(client.getRef()));
    feed.tell(new Live.SelectChannels(client.getRef(), new int[] {3, 8}));

    client.expectMessageClass(LiveEvent.Changed.class);
    LiveEvent.Frame frame = client.expectMessageClass(LiveEvent.Frame.class);
    assertThat(frame.bytes().remaining()).isEqualTo(64 + 2 * (32 + 4 * 784));
    assertThat(reads).hasValue(1);
  }

  private ActorRef<Live.Command> feed() {
    StudyArchive archive = new StudyArchive(parent);
    return system.spawn(
        Live.create(
            run.getRef(),
            study(),
            study -> {
              reads.incrementAndGet();
              return CompletableFuture.supplyAsync(() -> snapshot(archive, study));
            },
            INTERVAL));
  }

  private static Optional<StudySnapshot> snapshot(StudyArchive archive, StudyView study) {
    try {
      return archive.snapshot(study);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StudyView study() {
    return new RunDirectory(parent.resolve(ID)).record().orElseThrow();
  }
}
