package org.revcor.study.run;

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
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Look;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingStatus;
import org.revcor.estimate.Verdict;
import org.revcor.inference.RoundedOutputs;
import org.revcor.observer.Window;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.EndReason;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.MapConventions;
import org.revcor.study.results.MapReview;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** The current status of a study and its view for clients. Not thread-safe; owned by the run. */
public final class StudyStatus {
  private static final float[] NOT_SELECTED = {};

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

  /** Creates the status of a new study. */
  public StudyStatus(String id, PreparedStudy study) {
    this(id, study, now());
  }

  /**
   * Creates the status of an earlier study.
   *
   * @param created time of its submission
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
   * Resumes from a checkpoint; called right after {@link #run}.
   *
   * @param looksSoFar number of looks to keep
   */
  void resume(Resumption.Point from, long looksSoFar) {
    trials = from.header().trials();
    resumedAt = trials;
    secondsBefore = from.header().seconds();
    looks = looksSoFar;
    started = System.nanoTime() - (long) (secondsBefore * 1e9);
    checkpointed(trials, from.checkpoint().digest());
  }

  /** Records the comparison of the observer's precision with float32. */
  void rounded(RoundedOutputs responses) {
    rounding = StudyView.RoundingView.of(responses, study.specification().readout());
  }

  /** Records a checkpoint. */
  void checkpointed(long trialsFolded, String digest) {
    checkpoint = new StudyView.CheckpointView(trialsFolded, digest);
  }

  /**
   * Records or clears a storage problem.
   *
   * @param problem empty if everything can be written
   */
  void storageProblem(Optional<String> problem) {
    storageProblem = problem.orElse(null);
  }

  /** Stops the clock of a suspended study. */
  void suspend() {
    duration = OptionalDouble.of(seconds());
    review = null;
  }

  /** Marks a suspended study as paused after its checkpoint is written. */
  void pause() {
    state = StudyState.PAUSED;
  }

  /** Records an evaluation that is no look. */
  void evaluated(Look newest) {
    look = newest;
  }

  /** Returns whether the study ended by its own rules. */
  boolean isComplete() {
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

  /** Clears a problem that occurred after the study ended by its own rules. */
  void clearProblem() {
    problem = null;
  }

  /** Ends the study: stops the clock and drops the review of earlier maps. */
  void end(EndReason reason) {
    state = StudyState.STOPPING;
    end = reason;
    duration = OptionalDouble.of(seconds());
    review = null;
  }

  /** Marks the study as finished or failed after everything is written. */
  void close() {
    state = problem == null ? StudyState.FINISHED : StudyState.FAILED;
    ended = now();
  }

  /** Returns whether the maximum running time has passed. */
  boolean timeIsUp() {
    return rule().time().isPresent() && seconds() * 1000 >= rule().time().get().toMillis();
  }

  double seconds() {
    return duration.orElseGet(
        () -> state == StudyState.SUBMITTED ? 0 : (System.nanoTime() - started) / 1e9);
  }

  StudyMaps maps(MapView view, ChannelReports reports) {
    List<Integer> shape = study.mapShape();
    List<ChannelReport> channels = reports.channels();
    double[] counts =
        channels.stream().mapToDouble(channel -> channel.statistics().count()).toArray();
    float[][] maps =
        channels.stream()
            .map(channel -> channel.views().getOrDefault(view, NOT_SELECTED))
            .toArray(float[][]::new);
    return new StudyMaps(
        view,
        study.estimand(),
        reports.trials(),
        shape.get(0),
        shape.get(1),
        shape.get(2),
        study.channels(),
        study.specification().hasCells() ? study.protocol().signals() : List.of(),
        counts,
        maps);
  }

  /**
   * @param reports reports with the maps
   * @param last whether this is the final snapshot
   */
  StudySnapshot snapshot(ChannelReports reports, boolean last) {
    List<ChannelStatistics> statistics = reports.statistics();
    Look now = Look.of(rule(), reports.trials(), statistics, study.mapValues());
    return new StudySnapshot(
        maps(MapView.MAP, reports), seconds(), statistics, now.statuses(), last);
  }

  /**
   * Returns trials per second. For a running study it is the speed since it was resumed, which
   * predicts the remaining time; for an ended study, the speed since its start.
   */
  private @Nullable Double rate(double seconds) {
    boolean whole = duration.isPresent() || trials == resumedAt;
    double shown = whole ? trials : trials - resumedAt;
    double taken = whole ? seconds : seconds - secondsBefore;
    return shown > 0 && taken > 0 ? shown / taken : null;
  }

  public StudyView view() {
    StudySpecification requested = study.specification();
    double seconds = seconds();
    Double rate = rate(seconds);
    double needed = look == null ? Double.NaN : look.trialsTo(rule());
    Double eta = etaTrials(needed);
    return new StudyView(
        id,
        requested.name(),
        new StudyView.Lifecycle(state, created, ended, end, problem),
        requested.seed(),
        new StudyView.Progress(
            trials,
            study.maxTrials().isPresent() ? study.maxTrials().getAsLong() : null,
            seconds,
            rate,
            study.protocol().forwardsPerTrial(),
            looks),
        new StudyView.Setup(
            StudyView.ObserverView.of(study.observer().description()),
            study.mapShape(),
            specification,
            requested.readout().word(),
            Spelling.word(requested.estimation().estimator()),
            conventions,
            study.plan(),
            rounding,
            StudyView.StopView.of(rule(), study.maxTrials())),
        new StudyView.MapsView(
            StudyView.StoppingView.of(statuses()),
            look == null ? null : defined(look.lowestReliability()),
            look == null ? null : defined(look.widestPrecision()),
            eta,
            eta == null || rate == null ? null : Math.max(0, eta - trials) / rate,
            templateView()),
        warnings(needed),
        new StudyView.StorageView(checkpoint, storageProblem),
        channels());
  }

  private StoppingRule rule() {
    return study.specification().stop();
  }

  /**
   * Returns the expected number of trials at the end; null if unknown or already ended.
   *
   * @param needed expected number of trials until the targets are met; NaN if unknown
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

  /** Adds warnings about the last look to the fixed ones, such as a precision out of reach. */
  private List<String> warnings(double needed) {
    List<String> all = new ArrayList<>(warnings);
    if (look != null
        && rule().precision().isPresent()
        && study.maxTrials().isPresent()
        && needed > study.maxTrials().getAsLong()) {
      all.add(
          "at the look at trial %d, the targets need about %d trials, more than max-trials"
              .formatted(look.trials(), (long) needed));
    }
    StudyView.StoppingView stopping = StudyView.StoppingView.of(statuses());
    if (endedByTarget() && stopping.reached() < stopping.channels()) {
      all.add(
          "only %d of %d maps reached the target%s%s"
              .formatted(
                  stopping.reached(),
                  stopping.channels(),
                  listed(
                      "; too few responses: ", Set.of(StoppingStatus.WAITING, StoppingStatus.RARE)),
                  listed("; short of the target: ", Set.of(StoppingStatus.SHORT))));
    }
    return all;
  }

  private boolean endedByTarget() {
    return end == EndReason.RELIABILITY || end == EndReason.PRECISION || end == EndReason.TARGETS;
  }

  /**
   * Returns the title and the names of the channels with one of the given stopping statuses; "" if
   * there are none.
   */
  private String listed(String title, Set<StoppingStatus> selected) {
    List<StoppingStatus> statuses = statuses();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < statuses.size(); i++) {
      if (selected.contains(statuses.get(i))) {
        names.add(study.channels().get(i));
      }
    }
    return names.isEmpty() ? "" : title + PilotReport.listed(names);
  }

  private List<StoppingStatus> statuses() {
    return look == null
        ? Collections.nCopies(study.channels().size(), StoppingStatus.WAITING)
        : look.statuses();
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
                StudyView.QualityView.UNKNOWN,
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
                new StudyView.QualityView(
                    defined(channel.r()),
                    defined(channel.reliability()),
                    defined(channel.assured()),
                    defined(channel.signal().dimensions()),
                    defined(channel.signal().ratio()),
                    defined(verdict.precision())),
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

  /** Returns the current time in the format of a view. */
  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
