package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException.Reason;
import org.revcor.RevcorVersion;
import org.revcor.estimate.Tally;
import org.revcor.inference.Hardware;
import org.revcor.inference.LanePool;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.worker.Task.LocalFailureException;
import org.revcor.worker.Task.TaskKind;
import org.revcor.worker.cluster.FileServer;
import org.revcor.worker.cluster.PoolLanes;
import org.revcor.worker.cluster.PoolLanes.LocalWorker;
import org.revcor.worker.cluster.Worker;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;
import org.revcor.worker.cluster.WorkerPool;

/** Studies of a real inference process, whose networks end it. */
@Tag("full")
class InferenceProcessTest {
  private static final int LANES = 2;
  private static final int BLOCKS = 12;
  private static final String STUDY =
      """
      {"seed": 5, "observer": %s, "readout": {"kind": "label"},
       "stop": {"max-trials": 1200}, "block-size": 100}
      """;
  private static final String SHIPPED = "{\"model\": \"mnist-logistic\"}";

  @TempDir private Path folder;

  /** Processes of servers that other tests share, and the like. */
  private final List<ProcessHandle> earlier = ProcessHandle.current().children().toList();

  @AutoClose("shutdownTestKit")
  private final ActorTestKit kit = ActorTestKit.create();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void childHasTheSumsOfTheProcessItself() throws Exception {
    PreparedStudy study = study(SHIPPED);
    ActorRef<LanePool.Command> pool =
        kit.spawn(
            LanePool.create(
                Platform.ofThisMachine(), settings(60_000).lanes(), new SimpleMeterRegistry()));
    List<Tally> local =
        sums(
            new LocalLanes(
                    pool, Platform.ofThisMachine(), LANES, kit.system(), new SimpleMeterRegistry())
                .of("1", study));

    List<Tally> remote = sums(child(60_000).of("1", study));

    assertThat(remote).usingRecursiveComparison().isEqualTo(local);
    assertThat(meters.get("revcor.block").tag("stage", "infer").timer().count())
        .as("blocks measured in the child")
        .isPositive();
  }

  @Test
  void platformIsKnownWithoutATaskAndAfterTheEndOfTheProcess() {
    ActorRef<InferenceProcess.Command> process = process(60_000);
    TestProbe<InferenceProcess.ProcessLanes> reply = kit.createTestProbe();
    InferenceProcess.ProcessLanes ready =
        new InferenceProcess.ProcessLanes(Hardware.ofThisMachine(KernelChoice.LIBTORCH), LANES);

    process.tell(new InferenceProcess.GetLanes(reply.ref()));
    assertThat(reply.receiveMessage(Duration.ofSeconds(60))).isEqualTo(ready);

    processes().forEach(ProcessHandle::destroyForcibly);
    process.tell(new InferenceProcess.GetLanes(reply.ref()));
    assertThat(reply.receiveMessage()).isEqualTo(ready);
  }

  @Test
  void lanesThatDoNotStartAreUnavailableAfterATimeout() {
    TestProbe<InferenceProcess.Command> silent = kit.createTestProbe();
    PoolLanes lanes = pool(silent.ref(), settings(60_000), Duration.ofMillis(1));

    assertThatThrownBy(lanes::count)
        .matches(Reason.UNAVAILABLE::isOf)
        .hasMessage(
            "the inference process has not started within 0 s; the server's log has the cause");
    assertThat(lanes.started().toCompletableFuture()).isNotDone();
  }

  @Test
  void networkInAFolderThatWasMissingAtTheStartIsFound() throws Exception {
    PoolLanes lanes = child(60_000);
    List<Tally> earlier = sums(lanes.of("earlier", study(SHIPPED)));

    assertThat(sums(lanes.of("later", hostile(HostileNetwork.PRINTS)))).hasSameSizeAs(earlier);
  }

  @Test
  void frozenProcessDoesNotBlockItsSupervisorAndItsTasksAreRepeatedWhenItIsKilled()
      throws Exception {
    ActorRef<InferenceProcess.Command> process = process(60_000);
    PoolLanes lanes = pool(process, settings(60_000), Duration.ofSeconds(60));
    PreparedStudy study = study(SHIPPED);
    StudyInference inference = lanes.of("1", study);
    List<Tally> undisturbed = sums(inference);
    byte[] outputs = ResultBytes.ofFloats(new float[500 * study.values()]);
    TestProbe<StatusReply<byte[]>> reply = kit.createTestProbe();
    TestProbe<PoolStatus> status = kit.createTestProbe();

    signal("STOP");
    for (int task = 0; task < 10; task++) {
      process.tell(
          new InferenceProcess.Submit(
              Task.of(
                  StudyDescription.of("2", study),
                  TaskKind.SUMS_OF_OUTPUTS,
                  0,
                  outputs,
                  reply.ref())));
    }
    process.tell(new InferenceProcess.GetStatus(status.ref()));

    assertThat(status.receiveMessage(Duration.ofSeconds(30)).live()).isEqualTo(LANES);
    signal("KILL");
    assertThat(sums(inference)).usingRecursiveComparison().isEqualTo(undisturbed);
  }

  @Test
  void tasksOfAProcessThatDoesNotStartAreGivenBackUntilItDoes() throws Exception {
    StudyDescription study = StudyDescription.of("1", study(SHIPPED));
    TestProbe<StatusReply<byte[]>> reply = kit.createTestProbe();
    InferenceProcess.Submit task =
        new InferenceProcess.Submit(Task.of(study, TaskKind.SUMS, 0, new byte[0], reply.ref()));
    ActorRef<InferenceProcess.Command> process = process(60_000);
    String java = System.getProperty("java.home");

    StatusReply<byte[]> givenBack;
    System.setProperty("java.home", folder.toString());
    try {
      process.tell(task);
      givenBack = reply.receiveMessage(Duration.ofSeconds(60));
    } finally {
      System.setProperty("java.home", java);
    }
    assertThat(givenBack.getError())
        .matches(Reason.UNAVAILABLE::isOf)
        .hasMessageStartingWith("its process has ended ");

    process.tell(task);
    StatusReply<byte[]> done = reply.receiveMessage(Duration.ofSeconds(60));
    if (done.isError()) { // it was started once more before the property was restored
      process.tell(task);
      done = reply.receiveMessage(Duration.ofSeconds(60));
    }
    assertThat(done.getValue()).isNotEmpty();
  }

  @Test
  void studyThatThisProcessCannotPrepareMayBeComputedByAnother() {
    StudyDescription study = StudyDescription.of("1", study(SHIPPED));

    assertThat(failure(with(study, "sha256:other", study.stimuli())))
        .isInstanceOf(LocalFailureException.class)
        .hasMessageContaining("which differs from that at the start of the study");
  }

  @Test
  void studyThatEndsThisProcessThreeTimesMayBeComputedByAnother() throws Exception {
    PreparedStudy ends = hostile(HostileNetwork.dividesByZero(HostileNetwork.INSPECTED));

    assertThat(failure(StudyDescription.of("1", ends)))
        .isInstanceOf(LocalFailureException.class)
        .hasMessageStartingWith("observer hostile.pt has ended its process 3 times");
  }

  private Throwable failure(StudyDescription study) {
    TestProbe<StatusReply<byte[]>> reply = kit.createTestProbe();
    process(60_000)
        .tell(
            new InferenceProcess.Submit(
                Task.of(study, TaskKind.SUMS, 0, new byte[0], reply.ref())));
    return reply.receiveMessage(Duration.ofSeconds(60)).getError();
  }

  private static StudyDescription with(StudyDescription study, String observer, String stimuli) {
    return new StudyDescription(
        study.id(),
        study.specification(),
        study.plan(),
        study.rowValues(),
        study.observerName(),
        observer,
        stimuli);
  }

  private void signal(String name) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .forEach(process -> command.add("" + process.pid()));
    assertThat(command).hasSizeGreaterThan(2);
    assertThat(new ProcessBuilder(command).start().waitFor()).as("exit code").isZero();
  }

  /**
   * Returns the inference processes of this test; others and the platform may have children too.
   */
  private Stream<ProcessHandle> processes() {
    return ProcessHandle.current()
        .children()
        .filter(child -> !earlier.contains(child))
        .filter(child -> child.info().command().orElse("").matches(".*/(java|bwrap)"));
  }

  @Test
  void endedStudyGetsNoFurtherSums() throws Exception {
    PreparedStudy looping = hostile(HostileNetwork.loops(HostileNetwork.INSPECTED));
    TestProbe<StatusReply<byte[]>> reply = kit.createTestProbe();
    ActorRef<InferenceProcess.Command> process = process(60_000);

    process.tell(
        new InferenceProcess.Submit(
            Task.of(
                StudyDescription.of("1", looping), TaskKind.SUMS, 0, new byte[0], reply.ref())));
    process.tell(new InferenceProcess.Forget("1"));

    assertThat(reply.receiveMessage(Duration.ofSeconds(30)).getError())
        .hasMessage("the study has ended");
  }

  private PoolLanes child(long deadlineMillis) {
    return pool(process(deadlineMillis), settings(deadlineMillis), Duration.ofSeconds(60));
  }

  private ActorRef<InferenceProcess.Command> process(long deadlineMillis) {
    return kit.spawn(InferenceProcess.create(settings(deadlineMillis), Confinement.find(), meters));
  }

  private PoolLanes pool(
      ActorRef<InferenceProcess.Command> process,
      ProcessSettings processSettings,
      Duration startTimeout) {
    ActorRef<WorkerPool.Command> pool =
        kit.spawn(
            WorkerPool.create(
                RevcorVersion.TEXT, kit.spawn(FileServer.create(processSettings)), meters));
    ActorRef<Worker.Command> worker =
        kit.spawn(
            Worker.create(
                pool,
                process,
                new WorkerIdentity("local", null, RevcorVersion.TEXT),
                Optional.empty(),
                kit.system().ignoreRef()));
    return new PoolLanes(
        pool,
        Optional.of(new LocalWorker(process, worker)),
        false,
        kit.system().scheduler(),
        startTimeout);
  }

  private Path observers() {
    return folder.resolve("observers");
  }

  private ProcessSettings settings(long deadlineMillis) {
    String none = folder.resolve("none").toString();
    return new ProcessSettings(
        none,
        none,
        observers().toString(),
        false,
        LANES,
        deadlineMillis,
        3,
        1 << 26,
        KernelChoice.LIBTORCH,
        2L << 30);
  }

  private PreparedStudy hostile(String code) throws IOException {
    HostileNetwork.write(Files.createDirectories(observers()), "hostile", code);
    return study("{\"file\": \"hostile.pt\", \"input\": [1, 4, 4]}");
  }

  private PreparedStudy study(String observer) {
    return prepare(STUDY.formatted(observer));
  }

  private PreparedStudy prepare(String study) {
    Path none = folder.resolve("none");
    return PreparedStudy.of(
        StudyFile.parseJson(study),
        new Materials(
            Observers.withFilesOfItsFolder(new Catalogue(observers())), none, new Bases(none)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }

  private CompletionStage<List<Tally>> start(StudyInference inference) {
    return inference
        .tallies(0, BLOCKS)
        .runWith(Sink.seq(), Materializer.createMaterializer(kit.system()));
  }

  private List<Tally> sums(StudyInference inference) throws Exception {
    return start(inference).toCompletableFuture().get(120, TimeUnit.SECONDS);
  }
}
