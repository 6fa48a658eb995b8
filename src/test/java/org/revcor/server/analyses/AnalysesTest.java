package org.revcor.server.analyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException.Reason;
import org.revcor.analysis.Arguments;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.analyses.AnalysisView.AnalysisState;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.worker.AnalysisJob;

/** Tests the sequence of analyses, with an analysis whose duration the test controls. */
class AnalysesTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CountDownLatch gate = new CountDownLatch(1);
  private ActorRef<Analyses.Command> analyses;

  @BeforeEach
  void spawnAnalyses() {
    analyses = spawn();
  }

  private ActorRef<Analyses.Command> spawn() {
    Materials materials =
        new Materials(
            Observers.withFilesOfItsFolder(new Catalogue(folder.resolve("observers"))),
            folder.resolve("datasets"),
            new Bases(folder));
    return KIT.spawn(
        Analyses.create(
            (id, analysis, arguments, progress) ->
                new AnalysisJob(
                        materials,
                        folder.resolve("studies"),
                        Platform.ofThisMachine(),
                        1,
                        folder.resolve("analyses").resolve(id))
                    .run(analysis, arguments, progress),
            new AnalysisFolders(folder.resolve("analyses")),
            registry));
  }

  private <T> T response(Function<ActorRef<StatusReply<T>>, Analyses.Command> message) {
    CompletionStage<T> response =
        AskPattern.askWithStatus(analyses, message::apply, TIMEOUT, KIT.scheduler());
    return response.toCompletableFuture().join();
  }

  private AnalysisView start(Map<String, String> arguments) {
    LongAnalysis analysis = new LongAnalysis(gate);
    Arguments given = Arguments.of(analysis, arguments);
    return this.<AnalysisView>response(replyTo -> new Analyses.Start(analysis, given, replyTo));
  }

  private AnalysisView start() {
    return start(Map.of("observer", "mnist-logistic"));
  }

  private AnalysisView get(String id) {
    return this.<AnalysisView>response(replyTo -> new Analyses.Get(id, replyTo));
  }

  private AnalysisView stop(String id) {
    return this.<AnalysisView>response(replyTo -> new Analyses.Stop(id, replyTo));
  }

  private void delete(String id) {
    Done unused = this.<Done>response(replyTo -> new Analyses.Delete(id, replyTo));
  }

  private AnalysisView ended(String id) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    AnalysisView analysis = get(id);
    while (!analysis.state().isEnded()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      analysis = get(id);
    }
    return analysis;
  }

  private Analyses.Page page(int limit, @Nullable String after) {
    CompletionStage<Analyses.Page> page =
        AskPattern.ask(
            analyses,
            replyTo -> new Analyses.GetPage(limit, after, replyTo),
            TIMEOUT,
            KIT.scheduler());
    return page.toCompletableFuture().join();
  }

  @Test
  void analysesRunOneAfterTheOther() {
    AnalysisView first = start();
    AnalysisView second = start();

    assertThat(first.state()).isEqualTo(AnalysisState.RUNNING);
    assertThat(second.state()).isEqualTo(AnalysisState.WAITING);
    assertThat(second.arguments()).containsEntry("rounds", "1000");
    assertThat(page(1, null).analyses()).extracting(AnalysisView::id).containsExactly(second.id());
    assertThat(page(1, null).next()).isEqualTo(second.id());
    assertThat(page(1, second.id()).analyses())
        .extracting(AnalysisView::id)
        .containsExactly(first.id());
    gate.countDown();

    for (AnalysisView each : List.of(first, second)) {
      AnalysisView ended = ended(each.id());
      assertThat(ended.state()).isEqualTo(AnalysisState.FINISHED);
      assertThat(ended.headline()).matches("black is \\d");
      assertThat(ended.shown()).isEqualTo(1_000);
      assertThat(ended.expected()).isEqualTo(1_000);
      assertThat(folder.resolve("analyses").resolve(each.id()).resolve("findings.json")).exists();
    }
    assertThat(registry.timer("revcor.analyses", "analysis", "long", "state", "finished").count())
        .isEqualTo(2);
  }

  @Test
  void waitingAnalysesStopAtOnce_theRunningOneAtItsNextBatch() {
    AnalysisView runs = start();
    AnalysisView waits = start();

    assertThat(stop(waits.id()).state()).isEqualTo(AnalysisState.STOPPED);
    assertThat(stop(runs.id()).state()).isEqualTo(AnalysisState.RUNNING);
    assertThat(stop(runs.id()).state()).isEqualTo(AnalysisState.RUNNING);
    gate.countDown();

    AnalysisView stopped = ended(runs.id());
    assertThat(stopped.state()).isEqualTo(AnalysisState.STOPPED);
    assertThat(stopped.shown()).isZero();
    assertThat(stop(runs.id())).isEqualTo(stopped);
  }

  @Test
  void onlyEndedAnalysesCanBeDeleted() {
    AnalysisView runs = start();

    assertThatThrownBy(() -> delete(runs.id()))
        .cause()
        .matches(Reason.CONFLICT::isOf)
        .hasMessage("analysis %s has not ended; stop it before deleting it".formatted(runs.id()));
    stop(runs.id());
    gate.countDown();
    ended(runs.id());
    delete(runs.id());

    assertThat(folder.resolve("analyses").resolve(runs.id())).doesNotExist();
    assertThatThrownBy(() -> get(runs.id()))
        .cause()
        .matches(Reason.UNKNOWN::isOf)
        .hasMessage("analysis " + runs.id() + " does not exist");
  }

  @Test
  void atMostTwentyAnalysesWait() {
    for (int i = 0; i <= 20; i++) {
      start();
    }

    assertThatThrownBy(this::start)
        .cause()
        .matches(Reason.CONFLICT::isOf)
        .hasMessage("20 analyses are waiting, the maximum; stop some, or wait");
    assertThat(page(100, null).analyses()).hasSize(21);
    CompletionStage<Done> shutDown =
        AskPattern.ask(analyses, Analyses.ShutDown::new, TIMEOUT, KIT.scheduler());
    gate.countDown();
    shutDown.toCompletableFuture().join();
  }

  @Test
  void aFailureIsReported_andTheNextAnalysisRuns() {
    AnalysisView many = start(Map.of("observer", "mnist-logistic", "rounds", "5000"));
    AnalysisView other = start(Map.of("observer", "nobody"));
    AnalysisView good = start(Map.of("observer", "mnist-logistic", "rounds", "3"));
    gate.countDown();

    assertThat(ended(good.id()).shown()).isEqualTo(3);
    assertThat(ended(many.id()).state()).isEqualTo(AnalysisState.FAILED);
    assertThat(ended(many.id()).field()).isEqualTo("arguments.rounds");
    assertThat(ended(many.id()).problem())
        .isEqualTo("rounds is 5000; it must be a whole number from 1 to 1000");
    assertThat(ended(other.id()).field()).isEqualTo("arguments.observer");
  }

  @Test
  void onlyTheLogDescribesAnUnexpectedFailure() {
    gate.countDown();
    AnalysisView broken = ended(start(Map.of("observer", "mnist-logistic", "values", "785")).id());

    assertThat(broken.state()).isEqualTo(AnalysisState.FAILED);
    assertThat(broken.problem()).isEqualTo("the server failed; see its log");
    assertThat(broken.field()).isNull();
    AnalysisView next = start(Map.of("observer", "mnist-logistic", "rounds", "3"));
    assertThat(ended(next.id()).state()).isEqualTo(AnalysisState.FINISHED);
  }

  @Test
  void lackOfMemoryOnAWorkerIsReported() {
    gate.countDown();
    AnalysisView large = ended(start(Map.of("observer", "mnist-logistic", "memory", "none")).id());

    assertThat(large.state()).isEqualTo(AnalysisState.FAILED);
    assertThat(large.problem()).isEqualTo("the analysis needs more memory than the server has");
  }

  @Test
  void aResultThatCannotBeWrittenIsReported() throws IOException {
    AnalysisView runs = start(Map.of("observer", "mnist-logistic", "rounds", "3"));
    Path own = folder.resolve("analyses").resolve(runs.id());
    Files.delete(own.resolve("request.json"));
    Files.delete(own);
    Files.writeString(own, "a file instead of the folder");
    gate.countDown();

    AnalysisView ended = ended(runs.id());
    assertThat(ended.state()).isEqualTo(AnalysisState.FAILED);
    assertThat(ended.problem())
        .startsWith("the result cannot be written (java.nio.file.")
        .contains(runs.id());
  }

  @Test
  void unfinishedAnalysesAreStoppedAfterARestart() throws IOException {
    AnalysisView runs = start();
    AnalysisView waits = start();
    Path done = folder.resolve("analyses").resolve("20200101-000000-000-abc");
    Files.createDirectories(done);
    Files.writeString(done.resolve("request.json"), "{\"id\": \"another\"}");

    KIT.stop(analyses, TIMEOUT);
    analyses = spawn();

    for (AnalysisView each : List.of(runs, waits)) {
      AnalysisView now = get(each.id());
      assertThat(now.state()).isEqualTo(AnalysisState.STOPPED);
      assertThat(now.problem()).isEqualTo("the server stopped before the analysis ended");
      assertThat(now.arguments()).isEqualTo(each.arguments());
    }
    assertThat(page(10, null).analyses()).hasSize(2);
    assertThat(done).exists();
    gate.countDown();
  }

  @Test
  void aShutdownStopsAllAnalyses_andRejectsNewOnes() {
    AnalysisView runs = start();
    AnalysisView waits = start();
    CompletionStage<Done> shutDown =
        AskPattern.ask(analyses, Analyses.ShutDown::new, TIMEOUT, KIT.scheduler());
    assertThat(get(waits.id()).state()).isEqualTo(AnalysisState.STOPPED);
    assertThatThrownBy(this::start).cause().hasMessage("the server is shutting down");

    gate.countDown();
    shutDown.toCompletableFuture().join();

    assertThat(get(runs.id()).state()).isEqualTo(AnalysisState.STOPPED);
    assertThat(get(runs.id()).problem()).isEqualTo("the server stopped before the analysis ended");
  }

  @Test
  void shutdownsWithoutAnAnalysisReplyAtOnce_andWithOneAfterItsEnd() {
    AnalysisView runs = start();
    TestProbe<Done> ended = KIT.createTestProbe();

    analyses.tell(new Analyses.ShutDown(ended.getRef()));
    analyses.tell(new Analyses.ShutDown(ended.getRef()));
    assertThat(stop(runs.id()).state()).isEqualTo(AnalysisState.RUNNING);
    ended.expectNoMessage(Duration.ZERO);
    gate.countDown();
    ended.receiveSeveralMessages(2);

    analyses.tell(new Analyses.ShutDown(ended.getRef()));
    assertThat(ended.receiveMessage()).isEqualTo(Done.getInstance());
    assertThatThrownBy(this::start).cause().hasMessage("the server is shutting down");
  }
}
