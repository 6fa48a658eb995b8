package org.revcor.study.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ServedModel;
import org.revcor.study.served.InferenceClient.ServerUnavailableException;

/** The stimuli that wait to be sent to a served model, within its limits. */
final class ServedQueue {
  /** Number of times that the same stimuli are sent if responses are lost. */
  private static final int MAX_LOST = 5;

  private static final int RESPONSES_PER_INCREASE = 64;

  private final ServedModel model;
  private final Deque<ServedBlock.Part> unsent = new ArrayDeque<>();
  private long queries;
  private int inFlight;
  private int parallel;
  private int responses;

  /**
   * @param queries number of stimuli whose outputs earlier runs have stored; those of incomplete
   *     blocks are not known any more
   */
  ServedQueue(ServedModel model, long queries) {
    this.model = model;
    this.parallel = model.parallel();
    this.queries = queries;
  }

  void add(ServedBlock block) {
    unsent.addAll(block.parts(model.batch()));
  }

  boolean isEmpty() {
    return unsent.isEmpty();
  }

  /** Returns whether fewer requests wait than may be sent at a time. */
  boolean isShort() {
    return unsent.size() < model.parallel();
  }

  /** Takes the stimuli of the next request; empty if none may be sent now. */
  Optional<ServedBlock.Part> next() {
    if (unsent.isEmpty() || inFlight >= parallel || isAtLimit()) {
      return Optional.empty();
    }
    ServedBlock.Part part = unsent.removeFirst();
    queries += part.trials();
    inFlight++;
    return Optional.of(part);
  }

  private boolean isAtLimit() {
    return queries + unsent.getFirst().trials() > model.maxQueries();
  }

  /**
   * Returns why no further stimuli can be sent, once there is a response to all that were.
   *
   * @return empty if some can be
   */
  Optional<InvalidInputException> end() {
    if (unsent.isEmpty() || inFlight > 0 || !isAtLimit()) {
      return Optional.empty();
    }
    return Optional.of(
        new InvalidInputException(
            "study.observer.served.max-queries",
            "%d, of which %d are used".formatted(model.maxQueries(), queries),
            "more, also for stimuli that are sent again"));
  }

  /** Counts a response, and allows one more request at a time after some. */
  void responded() {
    inFlight--;
    responses++;
    if (responses % RESPONSES_PER_INCREASE == 0) {
      parallel = Math.min(parallel + 1, model.parallel());
    }
  }

  /**
   * Has stimuli sent again. They count twice if the model may have computed their outputs.
   *
   * @throws ObserverFailedException if their responses were lost too often
   */
  void sendAgain(ServedBlock.Part part, ServerUnavailableException reason) {
    inFlight--;
    unsent.addFirst(part);
    if (!reason.mayHaveComputed()) {
      queries -= part.trials();
    } else if (part.lost() >= MAX_LOST) {
      throw new ObserverFailedException(
          "%s, %d times for the same stimuli".formatted(reason.getMessage(), MAX_LOST));
    }
  }

  /** Halves the number of requests at a time. */
  void slowDown() {
    parallel = Math.max(1, parallel / 2);
  }
}
