package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.inference.Protocol;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Scale;
import org.revcor.schema.Spelling;
import org.revcor.study.specification.StudyFile;

/**
 * The state of a study at one moment, as clients see it; the JSON of {@code
 * docs/reference/http-api.md}. Undefined numbers are null.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StudyView(
    String id,
    @JsonUnwrapped Labels labels,
    @JsonUnwrapped Lifecycle lifecycle,
    long seed,
    @JsonUnwrapped Progress progress,
    @JsonUnwrapped StudySetup setup,
    @JsonUnwrapped MapsView maps,
    List<String> warnings,
    @JsonUnwrapped StorageView storage,
    List<ChannelView> channels) {
  public String name() {
    return labels.name();
  }

  /**
   * Returns whether the study is complete for a repeated request, which may have another maximum
   * number of trials.
   */
  public boolean satisfies(StudyView requested) {
    if (lifecycle.state() != StudyState.FINISHED
        || lifecycle.end() == null
        || !lifecycle.end().complete()) {
      return false;
    }
    Long most = requested.progress.maxTrials();
    return lifecycle.end() == EndReason.MAX_TRIALS
        ? most != null && most == progress.trials()
        : most == null || most >= progress.trials();
  }

  /**
   * Returns the signals that channels are split by, each with a channel for every class; empty if
   * they are not split.
   */
  List<String> signals() {
    if (!StudyFile.of(setup.specification()).hasCells()) {
      return List.of();
    }
    List<String> classes = setup.observer().classes();
    int suffix = Protocol.cell("", classes.getFirst()).length();
    return IntStream.range(0, channels.size() / classes.size())
        .mapToObj(signal -> channels.get(signal * classes.size()).name())
        .map(name -> name.substring(0, name.length() - suffix))
        .toList();
  }

  public StudyView withId(String other) {
    return new StudyView(
        other, labels, lifecycle, seed, progress, setup, maps, warnings, storage, channels);
  }

  public StudyView withState(StudyState state) {
    return with(state, null, null);
  }

  /**
   * Returns a copy that waits in the queue.
   *
   * @param problem why it cannot start now; null if it waits for its turn
   */
  public StudyView queuedAt(int position, @Nullable String problem) {
    return with(StudyState.QUEUED, problem, position);
  }

  /**
   * Returns the record of an inactive study that waits in the queue. It keeps the end, so that
   * {@link #beforeQueue} returns the study as it was.
   */
  public StudyView queued() {
    return withStateAndEnd(StudyState.QUEUED);
  }

  /** Returns a study of the queue as it was before: paused, finished or failed. */
  public StudyView beforeQueue() {
    EndReason end = lifecycle.end();
    if (end == null) {
      return withStateAndEnd(StudyState.PAUSED);
    }
    return withStateAndEnd(end == EndReason.FAILURE ? StudyState.FAILED : StudyState.FINISHED);
  }

  private StudyView withStateAndEnd(StudyState state) {
    Lifecycle l = lifecycle;
    return with(
        new Lifecycle(state, l.created(), l.owner(), l.ended(), l.end(), l.problem(), null));
  }

  private StudyView with(StudyState state, @Nullable String problem, @Nullable Integer position) {
    Lifecycle was = lifecycle;
    return with(new Lifecycle(state, was.created(), was.owner(), null, null, problem, position));
  }

  private StudyView with(Lifecycle other) {
    return with(labels, other, setup, maps, storage);
  }

  private StudyView with(
      Labels newLabels,
      Lifecycle newLifecycle,
      StudySetup newSetup,
      MapsView newMaps,
      StorageView newStorage) {
    return new StudyView(
        id,
        newLabels,
        newLifecycle,
        seed,
        progress,
        newSetup,
        newMaps,
        warnings,
        newStorage,
        channels);
  }

  /** Returns a copy with other labels; its specification has the name as well. */
  public StudyView withLabels(Labels other) {
    return with(other, lifecycle, setup.withName(other.name()), maps, storage);
  }

  public StudyView withoutCheckpoint() {
    return with(labels, lifecycle, setup, maps, new StorageView(null, storage.storageProblem()));
  }

  /** Returns a copy that failed by a fault of the server at {@code time}. */
  public StudyView withFailure(String fault, String time) {
    Lifecycle was = lifecycle;
    return with(
        labels,
        new Lifecycle(
            StudyState.FAILED, was.created(), was.owner(), time, EndReason.FAILURE, fault, null),
        setup,
        maps.withoutEta(),
        storage);
  }

  /**
   * What users write on a study; no result depends on it.
   *
   * @param notes may have several lines
   */
  public record Labels(
      String name,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String notes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags) {
    /** Takes missing members of a record, which are null, as empty. */
    public Labels {
      notes = Objects.requireNonNullElse(notes, "");
      tags = tags == null ? List.of() : List.copyOf(tags);
    }

    public static Labels named(String name) {
      return new Labels(name, "", List.of());
    }

    public Labels withName(String other) {
      return new Labels(other, notes, tags);
    }
  }

  /**
   * The state of a study, and its end.
   *
   * @param problem why the study failed, or waits
   * @param queuePosition position in the queue, 1 for the study that starts next; null outside
   */
  public record Lifecycle(
      StudyState state,
      String created,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String owner,
      @Nullable String ended,
      @Nullable EndReason end,
      @Nullable String problem,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer queuePosition) {}

  /** Trials and time so far. */
  public record Progress(
      long trials,
      @Nullable Long maxTrials,
      double seconds,
      @Nullable Double trialsPerSecond,
      double forwardsPerTrial,
      long looks) {}

  /**
   * All maps at the last look, and when they are expected to reach the targets.
   *
   * @param verdict what the study has found, in one sentence; null in earlier records
   * @param followUp study file that would find more; null if none is known
   */
  public record MapsView(
      @Nullable String verdict,
      @Nullable JsonNode followUp,
      StoppingView stopping,
      @Nullable Double lowestReliability,
      @Nullable Double widestPrecision,
      @Nullable Double etaTrials,
      @Nullable Double etaSeconds) {
    public MapsView {
      followUp = followUp == null || followUp.isNull() ? null : followUp; // of a record
    }

    private MapsView withoutEta() {
      return new MapsView(
          verdict, followUp, stopping, lowestReliability, widestPrecision, null, null);
    }
  }

  /**
   * What of a study is stored.
   *
   * @param storageProblem current storage error; null if there is none
   */
  public record StorageView(@Nullable CheckpointView checkpoint, @Nullable String storageProblem) {}

  public record CheckpointView(long trials, String digest) {}

  /**
   * The observer of a study.
   *
   * @param layout order of the values of the network's input; null for planes first
   */
  public record ObserverView(
      String name,
      List<Integer> shape,
      String output,
      List<String> classes,
      String digest,
      Scale scale,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String layout) {

    public static ObserverView of(ObserverDescription observer) {
      return new ObserverView(
          observer.name(),
          observer.shape(),
          Spelling.word(observer.output()),
          observer.classes(),
          observer.digest(),
          observer.input().scale(),
          observer.input().layout() == Layout.NCHW ? null : observer.input().layout().word());
    }
  }

  /** The stopping rules of a study; unused ones are null. */
  public record StopView(
      @Nullable Long maxTrials,
      @Nullable Double reliability,
      @Nullable Double precision,
      @Nullable Double level,
      @Nullable Double quantile,
      @Nullable TargetCombination require,
      @Nullable Double seconds) {

    public static StopView of(StoppingRule rule, Optional<Long> maxTrials) {
      boolean precise = rule.precision().isPresent();
      boolean reliable = rule.reliability().isPresent();
      return new StopView(
          maxTrials.orElse(null),
          rule.reliability().orElse(null),
          rule.precision().orElse(null),
          precise ? rule.level() : null,
          rule.hasTarget() ? rule.quantile() : null,
          precise && reliable ? rule.require() : null,
          rule.time().map(time -> time.toMillis() / 1e3).orElse(null));
    }
  }

  /**
   * Number of maps that reached the targets of the rule, or those of the default rule if it has no
   * target.
   *
   * @param reached channels that are {@link StoppingStatus#REACHED}
   * @param judged channels with enough responses, {@link StoppingStatus#isJudged}
   */
  public record StoppingView(int reached, int judged, int channels) {
    public static StoppingView of(List<StoppingStatus> statuses) {
      return new StoppingView(
          Collections.frequency(statuses, StoppingStatus.REACHED),
          (int) statuses.stream().filter(StoppingStatus::isJudged).count(),
          statuses.size());
    }
  }
}
