package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException.Reason;
import org.revcor.file.Npy;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.ResponseLog;
import org.revcor.study.run.ResponseCollector.GroupCommit;

final class GroupCommitTest {
  private static final String STUDY =
      """
      {"block-size": 2, "readout": {"kind": "logit"},
       "observer": {"external": {"input": [1, 2, 2], "output": "logits", "classes": 2}}}
      """;

  @TempDir private Path folder;

  /** Syncs that wait until the test runs them. */
  private final Deque<Runnable> syncs = new ArrayDeque<>();

  private final BlockLeases blocks = new BlockLeases();
  private final TestInbox<StatusReply<Done>> clients = TestInbox.create();
  private final TestInbox<StatusReply<float[]>> study = TestInbox.create();
  private PreparedStudy prepared;
  private Path file;

  @BeforeEach
  void prepare() {
    prepared = new RecordedNetwork("mnist-cnn", new StudyRuns(folder).materials()).prepare(STUDY);
    file = folder.resolve("responses.log");
  }

  private GroupCommit commit(ResponseLog log) {
    return new GroupCommit(log, blocks, syncs::add);
  }

  /** Leases a block and adds its outputs; returns the lease. */
  private String add(GroupCommit commit, long block) {
    TestInbox<StatusReply<Optional<ResponseCollector.Leased>>> client = TestInbox.create();
    blocks.want(new ResponseCollector.Want(block, study.getRef()));
    blocks.drawn(block, new byte[0]);
    blocks.add(new ResponseCollector.Lease("client", Duration.ZERO, client.getRef()), 0);
    blocks.grant(Duration.ofSeconds(60), 0);
    String lease = client.receiveMessage().getValue().orElseThrow().lease();
    addAgain(commit, lease, block);
    return lease;
  }

  private void addAgain(GroupCommit commit, String lease, long block) {
    float[] outputs = {block, 1, 2, 3};
    commit.add(
        new ResponseCollector.PutOutputs(
            lease,
            Optional.empty(),
            new Npy.Array("<f4", new int[] {2, 2}, outputs),
            clients.getRef()),
        new ResponseLog.Entry(block, outputs, "client"));
  }

  private List<Boolean> replies() {
    return clients.getAllReceived().stream().map(StatusReply::isSuccess).toList();
  }

  @Test
  void outputsThatArriveDuringASyncShareTheNextOne() throws Exception {
    try (ResponseLog log = ResponseLog.open(file, prepared)) {
      GroupCommit commit = commit(log);
      add(commit, 0);
      assertThat(commit.start()).isPresent();
      add(commit, 1);
      add(commit, 2);
      assertThat(commit.start()).isEmpty();
      assertThat(syncs).hasSize(1);
      assertThat(clients.hasMessages()).isFalse();

      syncs.remove().run();
      commit.complete();
      assertThat(replies()).containsExactly(true);
      assertThat(log.has(1)).isFalse();

      assertThat(commit.start()).isPresent();
      assertThat(syncs).hasSize(1);
      syncs.remove().run();
      commit.complete();
      assertThat(replies()).containsExactly(true, true);
      assertThat(study.getAllReceived()).hasSize(3);
      assertThat(commit.start()).isEmpty();
    }
    try (ResponseLog log = ResponseLog.open(file, prepared)) {
      assertThat(log.size()).isEqualTo(3);
      assertThat(log.outputs(2)).containsExactly(2, 1, 2, 3);
    }
  }

  @Test
  void leasesOfOutputsThatCannotBeWrittenStayOpen() throws Exception {
    String lease;
    ResponseLog closed = ResponseLog.open(file, prepared);
    closed.close();
    GroupCommit commit = commit(closed);
    lease = add(commit, 0);
    commit.start();
    syncs.remove().run();
    commit.complete();

    assertThat(clients.receiveMessage().getError()).matches(Reason.RESPONSES::isOf);
    assertThat(commit.obstacle())
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("outputs cannot be written ("));
    assertThat(study.hasMessages()).isFalse();
    assertThat(blocks.require(lease).block()).isZero();
  }

  @Test
  void outputsThatWaitAtTheEndAreStored() throws Exception {
    try (ResponseLog log = ResponseLog.open(file, prepared)) {
      GroupCommit commit = new GroupCommit(log, blocks, Runnable::run);
      add(commit, 0);
      add(commit, 1);
      commit.finish();

      assertThat(replies()).containsExactly(true, true);
      assertThat(log.size()).isEqualTo(2);
    }
  }
}
