package org.revcor.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.revcor.Spelling;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Look;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingStatus;
import org.revcor.estimate.Verdict;
import org.revcor.lane.RoundedOutputs;
import org.revcor.observer.Window;
import org.revcor.record.EndReason;
import org.revcor.record.StudyState;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;

/**
 * What is known of a study so far, and the view that people get of it. Not thread-safe: its run
 * owns it.
 */
public final class StudyStatus {
  private static final float[] NOT_WANTED = {};

  private final String id;
  private final PreparedStudy study;
  private final JsonNode specification;
  private final String created;
  private final Map<String, Object> conventions;
  private final List<String> warnings;

  private StudyState state = StudyState.SUBMITTED;
  private @Nullable String ended;
  private @Nullable EndReason end;
  private @Nullable String problem;
  private long started;
  private long resumedAt;
  private double secondsBefore;
  private OptionalDouble duration = OptionalDouble.empty();
  private long trials;
  private long looks;
  private @Nullable Look look;
  private @Nullable MapReview review;
  private StudyView.@Nullable CheckpointView checkpoint;
  private @Nullable String storageProblem;
  private StudyView.@Nullable RoundingView rounding;

  /** A study that is new. */
  public StudyStatus(String id, PreparedStudy study) {
    this(id, study, now());
  }

  /**
   * A study that was submitted before.
   *
   * @param created when
   */
  public StudyStatus(String id, PreparedStudy study, String created) {
    this.id = id;
    this.created = created;
    this.study = study;
    this.specification = StudyFile.toJson(study.specification());
    this.conventions = MapConventions.of(study);
    this.warnings = new ArrayList<>(study.warnings());
  }

  public String id() {
    return id;
  }

  public PreparedStudy study() {
    return study;
  }

  @Nullable Look look() {
    return look;
  }

  void run() {
    state = StudyState.RUNNING;
    started = System.nanoTime();
  }

  void folded(long trialsFolded) {
    trials = trialsFolded;
  }

  /**
   * Goes on from a checkpoint; right after {@link #run}.
   *
   * @param looksSoFar those that stay
   */
  void resume(Resumption.Point from, long looksSoFar) {
    trials = from.header().trials();
    resumedAt = trials;
    secondsBefore = from.header().seconds();
    looks = looksSoFar;
    started = System.nanoTime() - (long) (secondsBefore * 1e9);
    checkpointed(trials, from.checkpoint().digest());
  }

  /** What the observer's precision changes is known. */
  void rounded(RoundedOutputs responses) {
    rounding = StudyView.RoundingView.of(responses, study.specification().readout());
  }

  /** A checkpoint was written. */
  void checkpointed(long trialsFolded, String digest) {
    checkpoint = new StudyView.CheckpointView(trialsFolded, digest);
  }

  /**
   * What is known of the place where it is written.
   *
   * @param problem empty if all can be written
   */
  void storageProblem(Optional<String> problem) {
    storageProblem = problem.orElse(null);
  }

  /** No trial is folded until it is resumed. */
  void rest() {
    duration = OptionalDouble.of(seconds());
    review = null;
  }

  /** All that it has is written. */
  void pause() {
    state = StudyState.PAUSED;
  }

  /** An evaluation that is no look. */
  void glanced(Look newest) {
    look = newest;
  }

  /** Whether nothing is left to be done: the study ended by its own rules. */
  boolean complete() {
    return end != null && end.complete();
  }

  void looked(Look newest) {
    look = newest;
    looks++;
  }

  void reviewed(MapReview newest) {
    review = newest;
  }

  void warn(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  void stopping() {
    state = StudyState.STOPPING;
  }

  void fail(String cause) {
    problem = cause;
  }

  /** It has ended by its own rules all the same. */
  void clearProblem() {
    problem = null;
  }

  /** No trial is folded any more. What was said of earlier maps no longer holds. */
  void end(EndReason reason) {
    state = StudyState.STOPPING;
    end = reason;
    duration = OptionalDouble.of(seconds());
    review = null;
  }

  /** Everything is written. */
  void close() {
    state = problem == null ? StudyState.FINISHED : StudyState.FAILED;
    ended = now();
  }

  /** Whether the study has run as long as it may. */
  boolean timeIsUp() {
    return rule().time().isPresent() && seconds() * 1000 >= rule().time().get().toMillis();
  }

  double seconds() {
    return duration.orElseGet(
        () -> state == StudyState.SUBMITTED ? 0 : (System.nanoTime() - started) / 1e9);
  }

  StudyMaps maps(MapView view, Accumulators.Gathered gathered) {
    List<Integer> shape = study.mapShape();
    List<ChannelReport> channels = gathered.channels();
    double[] counts =
        channels.stream().mapToDouble(channel -> channel.statistics().count()).toArray();
    float[][] maps =
        channels.stream()
            .map(channel -> channel.views().getOrDefault(view, NOT_WANTED))
            .toArray(float[][]::new);
    return new StudyMaps(
        view,
        study.estimand(),
        gathered.trials(),
        shape.get(0),
        shape.get(1),
        shape.get(2),
        study.channels(),
        study.specification().hasCells() ? study.protocol().signals() : List.of(),
        counts,
        maps);
  }

  /**
   * @param gathered with the maps
   * @param last whether no other follows
   */
  StudySnapshot snapshot(Accumulators.Gathered gathered, boolean last) {
    List<ChannelStatistics> statistics =
        gathered.channels().stream().map(ChannelReport::statistics).toList();
    Look now = Look.of(rule(), gathered.trials(), statistics, study.mapValues());
    return new StudySnapshot(
        maps(MapView.MAP, gathered), seconds(), statistics, now.standings(), last);
  }

  /**
   * Trials a second: since it was resumed, of a study that goes on, so that what is left is told by
   * how fast it is now; from its start, of one that has ended.
   */
  private @Nullable Double rate(double seconds) {
    boolean whole = duration.isPresent() || trials == resumedAt;
    double shown = whole ? trials : trials - resumedAt;
    double taken = whole ? seconds : seconds - secondsBefore;
    return shown > 0 && taken > 0 ? shown / taken : null;
  }

  public StudyView view() {
    StudySpecification asked = study.specification();
    double seconds = seconds();
    Double rate = rate(seconds);
    double needed = look == null ? Double.NaN : look.trialsTo(rule());
    Double eta = etaTrials(needed);
    return new StudyView(
        id,
        asked.name(),
        state,
        created,
        ended,
        end,
        problem,
        asked.seed(),
        trials,
        study.maxTrials().isPresent() ? study.maxTrials().getAsLong() : null,
        seconds,
        rate,
        study.protocol().forwardsPerTrial(),
        looks,
        StudyView.ObserverView.of(study.observer().description()),
        study.mapShape(),
        specification,
        asked.readout().word(),
        Spelling.word(asked.estimator()),
        conventions,
        study.plan(),
        rounding,
        StudyView.StopView.of(rule(), study.maxTrials()),
        StudyView.StoppingView.of(standings()),
        look == null ? null : defined(look.lowestReliability()),
        look == null ? null : defined(look.widestPrecision()),
        eta,
        eta == null || rate == null ? null : Math.max(0, eta - trials) / rate,
        templateView(),
        warnings(needed),
        checkpoint,
        storageProblem,
        channels());
  }

  private StoppingRule rule() {
    return study.specification().stop();
  }

  /**
   * When the study may be expected to end, in trials; null while that is unknown, and once it has
   * ended.
   *
   * @param needed trials at which its targets may be expected to be met; NaN while that is unknown
   */
  private @Nullable Double etaTrials(double needed) {
    if (end != null) {
      return null;
    }
    double most = study.maxTrials().isPresent() ? study.maxTrials().getAsLong() : Double.NaN;
    if (!rule().hasTarget()) {
      return defined(most);
    }
    return Double.isNaN(needed) ? null : most < needed ? most : needed;
  }

  /**
   * A precision out of reach is known long before its limit is: by the last look, not once and for
   * all.
   */
  private List<String> warnings(double needed) {
    List<String> all = new ArrayList<>(warnings);
    if (look != null
        && rule().precision().isPresent()
        && study.maxTrials().isPresent()
        && needed > study.maxTrials().getAsLong()) {
      all.add(
          "by the look at trial %d the targets are met at about %d trials, beyond max-trials"
              .formatted(look.trials(), (long) needed));
    }
    StudyView.StoppingView stopping = StudyView.StoppingView.of(standings());
    if (endedByTarget() && stopping.reached() < stopping.channels()) {
      all.add(
          "only %d of %d maps reached the target%s%s"
              .formatted(
                  stopping.reached(),
                  stopping.channels(),
                  named(
                      "; too few responses: ", Set.of(StoppingStatus.WAITING, StoppingStatus.RARE)),
                  named("; short of the target: ", Set.of(StoppingStatus.SHORT))));
    }
    return all;
  }

  private boolean endedByTarget() {
    return end == EndReason.RELIABILITY || end == EndReason.PRECISION || end == EndReason.TARGETS;
  }

  /** The names of the channels that have one of some standings, after a title; "" of none. */
  private String named(String title, Set<StoppingStatus> wanted) {
    List<StoppingStatus> standings = standings();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < standings.size(); i++) {
      if (wanted.contains(standings.get(i))) {
        names.add(study.channels().get(i));
      }
    }
    return names.isEmpty() ? "" : title + PilotReport.listed(names);
  }

  private List<StoppingStatus> standings() {
    return look == null
        ? Collections.nCopies(study.channels().size(), StoppingStatus.WAITING)
        : look.standings();
  }

  private StudyView.@Nullable TemplateView templateView() {
    if (review == null || review.templates().isEmpty()) {
      return null;
    }
    var accuracy = review.templates().get();
    return new StudyView.TemplateView(
        accuracy.dataset(),
        accuracy.images(),
        accuracy.channels(),
        accuracy.dot(),
        accuracy.cosine());
  }

  private List<StudyView.ChannelView> channels() {
    List<StudyView.ChannelView> channels = new ArrayList<>();
    for (int i = 0; i < study.channels().size(); i++) {
      String name = study.channels().get(i);
      Window window = study.windows().get(i);
      List<Integer> corner = List.of(window.top(), window.left());
      if (look == null) {
        channels.add(
            new StudyView.ChannelView(
                i,
                name,
                corner,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                StoppingStatus.WAITING,
                null));
      } else {
        ChannelStatistics channel = look.channels().get(i);
        Verdict verdict = look.verdicts().get(i);
        channels.add(
            new StudyView.ChannelView(
                i,
                name,
                corner,
                channel.count(),
                channel.nEff(),
                defined(channel.r()),
                defined(channel.reliability()),
                defined(channel.assured()),
                defined(channel.signal().dimensions()),
                defined(channel.signal().ratio()),
                defined(verdict.precision()),
                defined(verdict.trialsTo()),
                verdict.standing(),
                review == null ? null : review.responses().get(i)));
      }
    }
    return channels;
  }

  private static @Nullable Double defined(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** The time, as a view tells it. */
  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
