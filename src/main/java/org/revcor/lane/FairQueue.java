package org.revcor.lane;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait, study by study. The next is one of the study that has used the fewest lane
 * seconds; a job under way counts as what the last block of its study took. A study that comes
 * later starts level with the least served one. Used by the pool alone.
 */
final class FairQueue {
  /** Seconds that a brief job takes at most. */
  private static final double BRIEF = 0.25;

  /** What waits of one study, and the lane seconds that it is charged with. */
  static final class Account {
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private double seconds;
    private double lastSeconds = Double.NaN;
    private int underWay;
    private boolean closed;

    private double served() {
      return underWay == 0 || Double.isNaN(lastSeconds)
          ? seconds
          : seconds + underWay * lastSeconds;
    }

    /** Whether its blocks are brief: its last one was. */
    boolean isBrief() {
      return lastSeconds <= BRIEF;
    }
  }

  /**
   * A job.
   *
   * @param attempts lanes that have failed it
   * @param since when it began to wait, by the monotonic clock, in nanoseconds
   */
  record Entry(
      Job job,
      ActorRef<StatusReply<JobResult>> replyTo,
      Account account,
      int attempts,
      long since) {}

  private final Map<String, Account> accounts = new HashMap<>();
  private int size;

  /** Jobs that wait. */
  int size() {
    return size;
  }

  /** Adds a job behind those of its study. */
  void add(Job job, ActorRef<StatusReply<JobResult>> replyTo) {
    Account account = accounts.computeIfAbsent(job.study(), study -> level());
    account.waiting.add(new Entry(job, replyTo, account, 0, System.nanoTime()));
    size++;
  }

  private Account level() {
    Account account = new Account();
    account.seconds = accounts.values().stream().mapToDouble(each -> each.seconds).min().orElse(0);
    return account;
  }

  /** The job whose turn it is, which is then under way. */
  Optional<Entry> next() {
    return take(leastServed());
  }

  /** The same, if it is one of a study whose blocks are brief. */
  @SuppressWarnings("ReferenceEquality")
  Optional<Entry> nextBriefOf(Account study) {
    return study.isBrief() && leastServed() == study ? take(study) : Optional.empty();
  }

  private Optional<Entry> take(@Nullable Account account) {
    if (account == null) {
      return Optional.empty();
    }
    size--;
    account.underWay++;
    return Optional.of(account.waiting.removeFirst());
  }

  private @Nullable Account leastServed() {
    Account least = null;
    for (Account account : accounts.values()) {
      if (!account.waiting.isEmpty() && (least == null || account.served() < least.served())) {
        least = account;
      }
    }
    return least;
  }

  /** A job is done. Blocks tell what the next one takes, and other jobs do not. */
  void done(Entry entry, double seconds) {
    entry.account.underWay--;
    entry.account.seconds += seconds;
    if (entry.job instanceof Job.Reduce) {
      entry.account.lastSeconds = seconds;
    }
  }

  /** A job was not done, for all the seconds that it took: what the next takes is not known. */
  void failed(Entry entry, double seconds) {
    entry.account.underWay--;
    entry.account.seconds += seconds;
    entry.account.lastSeconds = Double.NaN;
  }

  /**
   * Puts a job that has failed in front of those of its study.
   *
   * @return whether it waits again; not if its study was forgotten
   */
  boolean repeat(Entry entry) {
    return addFirst(
        new Entry(entry.job, entry.replyTo, entry.account, entry.attempts + 1, System.nanoTime()));
  }

  /**
   * Puts a job that was under way and was not begun in front of those of its study.
   *
   * @return whether it waits again; not if its study was forgotten
   */
  boolean giveBack(Entry entry) {
    entry.account.underWay--;
    return addFirst(entry);
  }

  private boolean addFirst(Entry entry) {
    if (entry.account.closed) {
      return false;
    }
    entry.account.waiting.addFirst(entry);
    size++;
    return true;
  }

  /** Drops the jobs of a study, and what it used. */
  List<Entry> forget(String study) {
    Account account = accounts.remove(study);
    if (account == null) {
      return List.of();
    }
    account.closed = true;
    size -= account.waiting.size();
    return List.copyOf(account.waiting);
  }
}
