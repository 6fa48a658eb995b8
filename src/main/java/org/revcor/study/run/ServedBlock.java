package org.revcor.study.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.ObserverFailedException;
import org.revcor.file.Npy;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.ServedModel;
import org.revcor.study.served.InferenceClient;

/** A block whose outputs a served model computes, part by part. Not thread-safe. */
final class ServedBlock {
  private final String lease;
  private final ServedModel model;
  private final ObserverDescription observer;
  private final int trials;
  private final float[] stimuli;
  private final float[] outputs;
  private int missing;
  private Optional<String> source = Optional.empty();

  ServedBlock(ResponseCollector.Leased leased, ServedModel model, ObserverDescription observer) {
    this.lease = leased.lease();
    this.model = model;
    this.observer = observer;
    this.stimuli = Npy.floats(leased.stimuli());
    this.trials = stimuli.length / observer.values();
    this.outputs = new float[trials * ExternalObserver.valuesPerTrial(observer)];
    this.missing = trials;
  }

  /** The stimuli of one request. */
  static final class Part {
    private final ServedBlock block;
    private final int first;
    private final int trials;
    private int lost;

    private Part(ServedBlock block, int first, int trials) {
      this.block = block;
      this.first = first;
      this.trials = trials;
    }

    ServedBlock block() {
      return block;
    }

    int trials() {
      return trials;
    }

    /** Returns the stimuli, trials x C x H x W. */
    float[] stimuli() {
      int values = block.observer.values();
      return Arrays.copyOfRange(block.stimuli, first * values, (first + trials) * values);
    }

    /** Counts a lost response; returns their number. */
    int lost() {
      return ++lost;
    }
  }

  /** Returns all parts, each of at most so many trials. */
  List<Part> parts(int maxTrials) {
    List<Part> parts = new ArrayList<>();
    for (int first = 0; first < trials; first += maxTrials) {
      parts.add(new Part(this, first, Math.min(maxTrials, trials - first)));
    }
    return parts;
  }

  /**
   * Requires that the model that computes outputs is the one that computed those so far.
   *
   * @param before version and metadata so far; empty at the start
   * @throws ObserverFailedException if it has changed
   */
  static void requireSame(ServedModel model, Optional<String> before, String now) {
    if (before.isPresent() && !before.get().equals(now)) {
      throw new ObserverFailedException(
          "%s has changed: its outputs so far are of %s, the new ones of %s, and are not used; serve the earlier one and resume the study, or restart it"
              .formatted(model.words(), before.get(), now));
    }
  }

  /**
   * Adds the outputs of a part.
   *
   * @return whether all are complete
   * @throws ObserverFailedException if the model has changed since an earlier part
   */
  boolean add(Part part, InferenceClient.Outputs given) {
    requireSame(model, source, given.source());
    System.arraycopy(
        given.values(),
        0,
        outputs,
        part.first * ExternalObserver.valuesPerTrial(observer),
        given.values().length);
    source = Optional.of(given.source());
    missing -= part.trials;
    return missing == 0;
  }

  /** Returns the message that stores the outputs. */
  ResponseCollector.PutOutputs put(ActorRef<StatusReply<Done>> replyTo) {
    boolean labels = observer.output() == OutputKind.LABELS;
    Npy.Array array =
        new Npy.Array(
            labels ? "<i8" : "<f4",
            labels ? new int[] {trials} : new int[] {trials, observer.outputs()},
            outputs);
    return new ResponseCollector.PutOutputs(lease, source, array, replyTo);
  }
}
