package org.revcor.study.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.ResponseLog;

/**
 * Stores the outputs of leased blocks in the log, and then ends their leases. Outputs that arrive
 * during a sync are written together and share the next one.
 */
final class GroupCommit {
  /** Outputs that are not in the log yet. */
  private record Pending(ResponseCollector.PutOutputs request, ResponseLog.Entry entry) {}

  private final ResponseLog log;
  private final BlockLeases blocks;
  private final Executor blocking;
  private final List<Pending> waiting = new ArrayList<>();
  private List<Pending> group = List.of();
  private @Nullable CompletableFuture<Optional<RefusedException>> sync;
  private Optional<String> obstacle = Optional.empty();

  /**
   * @param blocking executor that writes; not that of the actors, which wait for it at their end
   */
  GroupCommit(ResponseLog log, BlockLeases blocks, Executor blocking) {
    this.log = log;
    this.blocks = blocks;
    this.blocking = blocking;
  }

  /** Returns why outputs cannot be written; empty if they can. */
  Optional<String> obstacle() {
    return obstacle;
  }

  /** Adds the outputs of an open lease. */
  void add(ResponseCollector.PutOutputs request, ResponseLog.Entry entry) {
    blocks.setStoring(request.lease(), true);
    waiting.add(new Pending(request, entry));
  }

  /**
   * Writes the outputs that wait, unless others are being written.
   *
   * @return the sync, after which {@link #complete} is required; empty if none was started
   */
  Optional<CompletableFuture<Optional<RefusedException>>> start() {
    if (sync != null || waiting.isEmpty()) {
      return Optional.empty();
    }
    group = List.copyOf(waiting);
    waiting.clear();
    List<ResponseLog.Entry> entries = group.stream().map(Pending::entry).toList();
    sync =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                log.append(entries);
                return Optional.empty();
              } catch (IOException failure) {
                return Optional.of(
                    new RefusedException(
                        Reason.RESPONSES,
                        "outputs cannot be written (%s)".formatted(StageFailure.message(failure))));
              }
            },
            blocking);
    return Optional.of(sync);
  }

  /**
   * Waits for the sync, and ends the leases of its outputs. If they cannot be written, the leases
   * stay open.
   */
  void complete() {
    Optional<RefusedException> failure = Objects.requireNonNull(sync).join();
    sync = null;
    obstacle = failure.map(RefusedException::getMessage);
    for (Pending each : group) {
      if (failure.isPresent()) {
        blocks.setStoring(each.request().lease(), false);
        each.request().refuse(failure.get());
      } else {
        blocks.answered(each.request().lease(), each.entry().outputs());
        each.request().replyTo().tell(StatusReply.success(Done.getInstance()));
      }
    }
  }

  /** Stores the outputs that wait, and ends. */
  void finish() {
    start();
    while (sync != null) {
      complete();
      start();
    }
  }
}
