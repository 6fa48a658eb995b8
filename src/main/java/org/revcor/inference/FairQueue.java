package org.revcor.inference;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.Job.JobResult;

/**
 * The queued jobs, grouped by study. The next job is taken from the study with the fewest lane
 * seconds. A running job counts with the time of the last block of its study. A new study starts
 * with the lane seconds of the least served one that has jobs. Used by the pool only.
 */
final class FairQueue {
  /** Maximum time of a short job, in seconds. */
  private static final double MAX_SHORT_SECONDS = 0.25;

  /** The queued jobs of one study and the lane seconds charged to it. */
  static final class Account {
    private final ArrayDeque<Entry> queued = new ArrayDeque<>();
    private double seconds;
    private double lastSeconds = Double.NaN;
    private int running;
    private boolean closed;

    private double served() {
      return running == 0 || Double.isNaN(lastSeconds) ? seconds : seconds + running * lastSeconds;
    }

    private boolean isActive() {
      return running > 0 || !queued.isEmpty();
    }

    /** Returns whether the last block of the study was short. */
    boolean isShort() {
      return lastSeconds <= MAX_SHORT_SECONDS;
    }
  }

  /**
   * A queued job.
   *
   * @param since time when it was queued, {@link System#nanoTime}
   */
  record Entry(
      Job job,
      ActorRef<StatusReply<JobResult>> replyTo,
      Account account,
      int attempts,
      long since) {}

  private final Map<String, Account> accounts = new HashMap<>();
  private int size;

  int size() {
    return size;
  }

  void add(Job job, ActorRef<StatusReply<JobResult>> replyTo) {
    Account account = accounts.computeIfAbsent(job.study(), study -> newAccount());
    account.queued.add(new Entry(job, replyTo, account, 0, System.nanoTime()));
    size++;
  }

  private Account newAccount() {
    Account account = new Account();
    // a block that was being drawn while its study ended leaves an account that is served no more
    account.seconds =
        accounts.values().stream()
            .filter(Account::isActive)
            .mapToDouble(each -> each.seconds)
            .min()
            .orElseGet(
                () -> accounts.values().stream().mapToDouble(each -> each.seconds).max().orElse(0));
    return account;
  }

  /** Removes and returns the next job, which counts as running. */
  Optional<Entry> next() {
    return take(leastServed());
  }

  /** Removes and returns the next job if it belongs to {@code study} and its blocks are short. */
  @SuppressWarnings("ReferenceEquality")
  Optional<Entry> nextShortOf(Account study) {
    return study.isShort() && leastServed() == study ? take(study) : Optional.empty();
  }

  private Optional<Entry> take(@Nullable Account account) {
    if (account == null) {
      return Optional.empty();
    }
    size--;
    account.running++;
    return Optional.of(account.queued.removeFirst());
  }

  private @Nullable Account leastServed() {
    Account least = null;
    for (Account account : accounts.values()) {
      if (!account.queued.isEmpty() && (least == null || account.served() < least.served())) {
        least = account;
      }
    }
    return least;
  }

  /** Charges a completed job. Only blocks are used to predict the time of the next job. */
  void done(Entry entry, double seconds) {
    entry.account.running--;
    entry.account.seconds += seconds;
    if (entry.job instanceof Job.Reduce) {
      entry.account.lastSeconds = seconds;
    }
  }

  /** Charges a failed job. The time of the next job is unknown then. */
  void failed(Entry entry, double seconds) {
    entry.account.running--;
    entry.account.seconds += seconds;
    entry.account.lastSeconds = Double.NaN;
  }

  /**
   * Queues a failed job again, as the first of its study.
   *
   * @return whether it was queued; false if its study was removed
   */
  boolean retry(Entry entry) {
    if (entry.account.closed) {
      return false;
    }
    entry.account.queued.addFirst(
        new Entry(entry.job, entry.replyTo, entry.account, entry.attempts + 1, System.nanoTime()));
    size++;
    return true;
  }

  List<Entry> remove(String study) {
    Account account = accounts.remove(study);
    if (account == null) {
      return List.of();
    }
    account.closed = true;
    size -= account.queued.size();
    return List.copyOf(account.queued);
  }
}
