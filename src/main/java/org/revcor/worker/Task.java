package org.revcor.worker;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.ObserverFailedException;
import org.revcor.RefusedException;
import org.revcor.RevcorException;

/**
 * A task of a study that waits for its result.
 *
 * @param input outputs to reduce, as bytes; else empty
 * @param replyTo receives the bytes of the result, or an error with the cause
 */
public record Task(
    long ticket,
    StudyDescription study,
    TaskKind kind,
    long block,
    byte[] input,
    ActorRef<StatusReply<byte[]>> replyTo) {

  /** Returns a task that has no number yet. */
  public static Task of(
      StudyDescription study,
      TaskKind kind,
      long block,
      byte[] input,
      ActorRef<StatusReply<byte[]>> replyTo) {
    return new Task(0, study, kind, block, input, replyTo);
  }

  public Task withTicket(long number) {
    return new Task(number, study, kind, block, input, replyTo);
  }

  public void succeed(byte[] bytes) {
    replyTo.tell(StatusReply.success(bytes));
  }

  public void fail(String problem) {
    replyTo.tell(StatusReply.error(new ObserverFailedException(problem)));
  }

  /** Replies that this process cannot compute it, though another one may. */
  void failLocally(String problem) {
    replyTo.tell(StatusReply.error(new LocalFailureException(problem)));
  }

  /** Replies that the observer, or this process only, has failed. */
  void fail(Message.Failed failure) {
    if (failure.kind() == Message.Failed.Kind.LOCAL) {
      failLocally(failure.message());
    } else {
      fail(failure.message());
    }
  }

  /**
   * Replies that no lanes can compute it now.
   *
   * @param reason why, as a sentence without its period
   */
  void giveBack(String reason) {
    replyTo.tell(StatusReply.error(RefusedException.unavailable(reason)));
  }

  public void cancel() {
    replyTo.tell(StatusReply.error("the study has ended"));
  }

  /**
   * Reports that a process cannot compute a study, though another one may: the study does not fit
   * in its memory, could not be prepared, or has ended the process too often.
   */
  public static final class LocalFailureException extends RevcorException {
    private static final long serialVersionUID = 1L;

    LocalFailureException(String message) {
      super(message);
    }
  }

  public enum TaskKind {
    SUMS,
    /** The sums of a block from given outputs: a {@link org.revcor.estimate.Tally}. */
    SUMS_OF_OUTPUTS,
    /** The stimuli of a block as its observer is shown them, as a NumPy file. */
    STIMULI
  }
}
