package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.ConfidenceSequence;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingStatus;
import org.revcor.estimate.TargetCombination;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.RoundedOutputs;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;
import org.revcor.observer.Scale;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.study.record.EndReason;
import org.revcor.study.record.StudyState;

/**
 * The state of a study at one moment, as clients see it; the JSON of {@code docs/http-api.md}.
 * Undefined numbers are null.
 *
 * @param forwardsPerTrial cost of a trial, in forward passes of the observer
 * @param looks number of looks so far
 * @param shape C, H, W of a map
 * @param specification the study file as JSON
 * @param rounding effect of half precision; null in float32, and until it is measured
 * @param stopping progress of the maps towards the targets; null in records of earlier versions
 * @param checkpoint the last checkpoint written
 * @param storageProblem current storage error; null if there is none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StudyView(
    String id,
    String name,
    StudyState state,
    String created,
    @Nullable String ended,
    @Nullable EndReason end,
    @Nullable String problem,
    long seed,
    long trials,
    @Nullable Long maxTrials,
    double seconds,
    @Nullable Double trialsPerSecond,
    double forwardsPerTrial,
    long looks,
    ObserverView observer,
    List<Integer> shape,
    JsonNode specification,
    String readout,
    String estimator,
    Map<String, Object> conventions,
    NumericPlan plan,
    @Nullable RoundingView rounding,
    StopView stop,
    @Nullable StoppingView stopping,
    @Nullable Double lowestReliability,
    @Nullable Double widestPrecision,
    @Nullable Double etaTrials,
    @Nullable Double etaSeconds,
    @Nullable TemplateView templateAccuracy,
    List<String> warnings,
    @Nullable CheckpointView checkpoint,
    @Nullable String storageProblem,
    List<ChannelView> channels) {
  /** Convention that holds the digest of the data that stimuli are made from. */
  static final String MADE_OF = "stimuliDigest";

  /**
   * Returns whether the study is complete for a repeated request, which may have another maximum
   * number of trials.
   */
  public boolean satisfies(StudyView requested) {
    if (state != StudyState.FINISHED || end == null || !end.complete()) {
      return false;
    }
    return end == EndReason.MAX_TRIALS
        ? requested.maxTrials() != null && requested.maxTrials() == trials
        : requested.maxTrials() == null || requested.maxTrials() >= trials;
  }

  /** Returns a copy with another id. */
  public StudyView withId(String other) {
    return changed(json -> json.put("id", other));
  }

  /** Returns a copy without a checkpoint. */
  public StudyView withoutCheckpoint() {
    return changed(json -> json.putNull("checkpoint"));
  }

  private StudyView changed(Consumer<ObjectNode> change) {
    ObjectNode json = Json.MAPPER.valueToTree(this);
    change.accept(json);
    return Json.MAPPER.convertValue(json, StudyView.class);
  }

  /** Returns a copy that failed by a fault of the server at {@code time}. */
  public StudyView withFailure(String fault, String time) {
    return new StudyView(
        id,
        name,
        StudyState.FAILED,
        created,
        time,
        EndReason.FAILURE,
        fault,
        seed,
        trials,
        maxTrials,
        seconds,
        trialsPerSecond,
        forwardsPerTrial,
        looks,
        observer,
        shape,
        specification,
        readout,
        estimator,
        conventions,
        plan,
        rounding,
        stop,
        stopping,
        lowestReliability,
        widestPrecision,
        null,
        null,
        templateAccuracy,
        warnings,
        checkpoint,
        storageProblem,
        channels);
  }

  /**
   * The checkpoint of a study.
   *
   * @param digest digest of the checkpoint file
   */
  public record CheckpointView(long trials, String digest) {}

  /**
   * The observer of a study.
   *
   * @param shape C, H, W of a stimulus
   * @param scale scaling of a stimulus for the network
   */
  public record ObserverView(
      String name,
      List<Integer> shape,
      String output,
      List<String> classes,
      String digest,
      Scale scale) {

    public static ObserverView of(ObserverDescription observer) {
      return new ObserverView(
          observer.name(),
          List.of(observer.planes(), observer.height(), observer.width()),
          Spelling.word(observer.output()),
          observer.classes(),
          observer.digest(),
          observer.scale());
    }
  }

  /**
   * Comparison of an observer in half precision with float32.
   *
   * @param trials first trials of the study, shown to both
   * @param changedLabels share of trials whose label differs; null for units
   * @param relativeDifference root mean square of the differences of responses, in units of their
   *     standard deviation; null for labels
   */
  public record RoundingView(
      long trials, @Nullable Double changedLabels, @Nullable Double relativeDifference) {

    public static RoundingView of(RoundedOutputs responses, Readout readout) {
      double difference = responses.relativeDifference();
      return new RoundingView(
          responses.trials(),
          responses.changedLabels().isPresent()
              ? responses.shareOfChangedLabels().getAsDouble()
              : null,
          readout == ClassReadout.LABEL || Double.isNaN(difference) ? null : difference);
    }
  }

  /**
   * The stopping rules of a study; unused ones are null.
   *
   * @param seconds maximum running time
   */
  public record StopView(
      @Nullable Long maxTrials,
      @Nullable Double reliability,
      @Nullable Double precision,
      @Nullable ConfidenceSequence sequence,
      @Nullable Double level,
      @Nullable Double quantile,
      @Nullable TargetCombination require,
      @Nullable Double seconds) {

    /**
     * Returns the view of a rule.
     *
     * @param maxTrials maximum number of trials, in whole blocks
     */
    public static StopView of(StoppingRule rule, OptionalLong maxTrials) {
      boolean precise = rule.precision().isPresent();
      boolean reliable = rule.reliability().isPresent();
      return new StopView(
          maxTrials.isPresent() ? maxTrials.getAsLong() : null,
          reliable ? rule.reliability().getAsDouble() : null,
          precise ? rule.precision().getAsDouble() : null,
          precise ? rule.sequence() : null,
          precise ? rule.level() : null,
          rule.hasTarget() ? rule.quantile() : null,
          precise && reliable ? rule.require() : null,
          rule.time().isPresent() ? rule.time().get().toMillis() / 1e3 : null);
    }
  }

  /**
   * Number of maps that reached the targets of the rule, or those of the default rule if it has no
   * target.
   *
   * @param reached channels that are {@link StoppingStatus#REACHED}
   * @param judged channels with enough responses: {@code reached} and those that are {@link
   *     StoppingStatus#SHORT}
   * @param channels all channels
   */
  public record StoppingView(int reached, int judged, int channels) {

    public static StoppingView of(List<StoppingStatus> statuses) {
      int reached = Collections.frequency(statuses, StoppingStatus.REACHED);
      return new StoppingView(
          reached,
          reached + Collections.frequency(statuses, StoppingStatus.SHORT),
          statuses.size());
    }
  }

  /** See {@link org.revcor.dataset.template.TemplateAccuracy}. */
  public record TemplateView(String dataset, int images, int channels, double dot, double cosine) {}

  /**
   * A channel at the last look.
   *
   * @param corner row and column, in the image, of the first pixel of the map
   * @param assured lower 95 % limit of the squared correlation with the truth, which is compared
   *     with a target
   * @param dimensions number of dimensions that the noise of the map spans
   * @param precision half-width of the interval that holds for all values, channels and looks
   * @param trialsTo trials at which the channel is expected to reach the targets
   * @param response response of the observer to its own map; null for units
   */
  public record ChannelView(
      int index,
      String name,
      List<Integer> corner,
      double count,
      double nEff,
      @Nullable Double r,
      @Nullable Double reliability,
      @Nullable Double assured,
      @Nullable Double dimensions,
      @Nullable Double snr,
      @Nullable Double precision,
      @Nullable Double trialsTo,
      StoppingStatus standing,
      @JsonAlias("answer") @Nullable ResponseView response) {}

  /** The class that an observer chose, with its probability. */
  public record ResponseView(int channel, String name, double probability) {}
}
