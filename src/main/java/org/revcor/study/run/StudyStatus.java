package org.revcor.study.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.schema.Json;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.StudySetup;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudySpecification;

/**
 * The current state of a study, with its clock; creates its view for clients. Not thread-safe;
 * owned by the run.
 */
public final class StudyStatus {
  private final String id;
  private PreparedStudy study;
  private final String created;
  private final @Nullable String owner;
  private final List<String> warnings;

  private StudySetup setup;
  private StudyView.Labels labels;
  private StudyState state = StudyState.SUBMITTED;
  private @Nullable String ended;
  private @Nullable EndReason end;
  private @Nullable String problem;
  private long started;
  private OptionalDouble duration = OptionalDouble.empty();
  private Pace pace = Pace.from(0, 0);
  private long contrastTrials;
  private long trials;
  private long looks;
  private MapEvaluation look;
  private StudyView.@Nullable CheckpointView checkpoint;
  private @Nullable String storageProblem;

  public StudyStatus(String id, PreparedStudy study, String created, @Nullable String owner) {
    this.id = id;
    this.created = created;
    this.owner = owner;
    this.study = study;
    this.setup = StudySetup.of(study);
    this.labels = StudyView.Labels.named(study.specification().name());
    this.warnings = new ArrayList<>(study.warnings());
    this.contrastTrials = study.stimulus().needsContrasts() ? 0 : study.contrastTrials();
    this.trials = contrastTrials;
    this.look =
        MapEvaluation.of(
            rule(),
            0,
            Collections.nCopies(study.channels().size(), ChannelStatistics.NONE),
            study.mapValues());
  }

  public String id() {
    return id;
  }

  public PreparedStudy study() {
    return study;
  }

  StudyState state() {
    return state;
  }

  public void label(StudyView.Labels newest) {
    labels = newest;
    setup = setup.withName(newest.name());
  }

  /** Counts trials in which contrasts are searched for. */
  void searched(long trialsSoFar) {
    contrastTrials = trialsSoFar;
    folded(0);
  }

  /** Sets the contrasts of the examples, which the study has found. */
  void find(List<Double> contrasts) {
    study = study.withContrasts(contrasts);
    setup = StudySetup.of(study).withName(labels.name());
    study.warnings().forEach(this::warn);
  }

  /** Starts the clock, unless the search for contrasts has. */
  void run() {
    if (state == StudyState.SUBMITTED) {
      runSince(0);
    }
  }

  /** Starts the clock after so many seconds of an earlier part of the study. */
  void runSince(double secondsBefore) {
    state = StudyState.RUNNING;
    started = System.nanoTime() - (long) (secondsBefore * 1e9);
    pace = Pace.from(trials, secondsBefore);
  }

  /** Marks a running study as waiting, or as running again. */
  void setObstacle(Optional<String> obstacle) {
    if ((obstacle.isPresent() && state == StudyState.RUNNING) || state == StudyState.WAITING) {
      pace = state == StudyState.WAITING ? pace.waitedUntil(seconds()) : pace;
      state = obstacle.isPresent() ? StudyState.WAITING : StudyState.RUNNING;
      problem = obstacle.orElse(null);
    }
  }

  void folded(long trialsFolded) {
    trials = contrastTrials + trialsFolded;
    pace = pace.at(trials, seconds());
  }

  /** Resumes from a checkpoint; called right after {@link #run}. */
  void resume(Resumption.Point from, long looksSoFar) {
    trials = contrastTrials + from.header().trials();
    runSince(Math.max(seconds(), from.header().seconds()));
    looks = looksSoFar;
    checkpointed(from.header().trials(), from.checkpoint().digest());
  }

  void checkpointed(long trialsFolded, String digest) {
    checkpoint = new StudyView.CheckpointView(trialsFolded, digest);
  }

  void storageProblem(Optional<String> problem) {
    storageProblem = problem.orElse(null);
  }

  void suspend() {
    duration = OptionalDouble.of(seconds());
  }

  /** Marks a suspended study as paused after its checkpoint is written. */
  void pause() {
    setObstacle(Optional.empty());
    state = StudyState.PAUSED;
  }

  void evaluated(MapEvaluation newest) {
    look = newest;
  }

  void looked(MapEvaluation newest) {
    look = newest;
    looks++;
  }

  void warn(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  void stopping() {
    setObstacle(Optional.empty());
    state = StudyState.STOPPING;
  }

  void fail(String cause) {
    setObstacle(Optional.empty());
    problem = cause;
  }

  /** Records that gradients differ from averages at the last evaluation. */
  void failCheck() {
    PilotReport.refutation(study.channels(), look).ifPresent(this::fail);
  }

  /**
   * Ends the study and stops the clock. A failure of a block after the last one that counts is not
   * a failure of the study.
   */
  void end(EndReason reason) {
    setObstacle(Optional.empty());
    state = StudyState.STOPPING;
    problem = reason == EndReason.FAILURE ? problem : null;
    end = reason;
    duration = OptionalDouble.of(seconds());
  }

  /** Marks the study as finished or failed after everything is written. */
  void close() {
    state = problem == null ? StudyState.FINISHED : StudyState.FAILED;
    ended = now();
  }

  /** Returns to a state before {@link #close} or {@link #pause}, which could not be recorded. */
  void reopen(StudyState before) {
    state = before;
    ended = null;
  }

  /** Returns whether the maximum running time has passed. */
  boolean timeIsUp() {
    return rule().time().isPresent() && seconds() * 1000 >= rule().time().get().toMillis();
  }

  double seconds() {
    return duration.orElseGet(
        () -> state == StudyState.SUBMITTED ? 0 : (System.nanoTime() - started) / 1e9);
  }

  StudySnapshot snapshot(ChannelReports reports, boolean last) {
    MapEvaluation now =
        MapEvaluation.of(rule(), reports.trials(), reports.statistics(), study.mapValues());
    return new StudySnapshot(
        reports.maps(study, MapView.MAP), seconds(), StudySnapshot.channels(now), last);
  }

  /**
   * Returns trials per second: of a running study its pace, which predicts the remaining time, else
   * the mean of all trials; null while it waits.
   */
  private @Nullable Double rate(double seconds) {
    double recent = duration.isPresent() ? Double.NaN : pace.at(trials, seconds).trialsPerSecond();
    double mean = trials > 0 && seconds > 0 ? trials / seconds : Double.NaN;
    return state == StudyState.WAITING ? null : Json.finite(Double.isNaN(recent) ? mean : recent);
  }

  public StudyView view() {
    StudySpecification requested = study.specification();
    Double rate = rate(seconds());
    MapStatus maps = new MapStatus(study, look);
    double needed = contrastTrials + maps.trialsToTargets();
    List<String> all = new ArrayList<>(warnings);
    all.addAll(maps.warnings(end));
    Double eta = etaTrials(needed);
    StudyVerdict verdict = new StudyVerdict(study, look, end, rate);
    return new StudyView(
        id,
        labels,
        new StudyView.Lifecycle(state, created, owner, ended, end, problem, null),
        requested.seed(),
        new StudyView.Progress(
            trials,
            study.maxTrials().orElse(null),
            seconds(),
            rate,
            study.protocol().forwardsPerTrial(),
            looks),
        setup,
        new StudyView.MapsView(
            verdict.sentence(),
            verdict.followUp().orElse(null),
            StudyView.StoppingView.of(look.statuses()),
            Json.finite(look.lowestReliability()),
            Json.finite(look.widestPrecision()),
            eta,
            eta == null || rate == null ? null : Math.max(0, eta - trials) / rate),
        all,
        new StudyView.StorageView(checkpoint, storageProblem),
        maps.channels());
  }

  private StoppingRule rule() {
    return study.specification().stop();
  }

  /** Returns the expected number of trials at the end; null if unknown or already ended. */
  private @Nullable Double etaTrials(double needed) {
    if (end != null) {
      return null;
    }
    double most = study.maxTrials().map(Long::doubleValue).orElse(Double.NaN);
    if (!rule().hasTarget()) {
      return Json.finite(most);
    }
    return Double.isNaN(needed) ? null : most < needed ? most : needed;
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * Trials per second of a running study: a mean in which older trials count exponentially less.
   * Its time constant is 30 s and a fifth of the time so far, so that long blocks do not change it
   * much.
   *
   * @param elapsed seconds since the start or resumption
   * @param weightedSeconds weighted time in which they were shown
   */
  record Pace(
      long trials, double seconds, double elapsed, double weighted, double weightedSeconds) {
    private static final double MIN_SECONDS = 30;
    private static final double SHARE = 0.2;

    /** Returns the pace of a study that starts or resumes after so many trials and seconds. */
    static Pace from(long trials, double seconds) {
      return new Pace(trials, seconds, 0, 0, 0);
    }

    Pace at(long allTrials, double allSeconds) {
      double taken = Math.max(0, allSeconds - seconds);
      double kept = Math.exp(-taken / (MIN_SECONDS + SHARE * (elapsed + taken)));
      return new Pace(
          allTrials,
          allSeconds,
          elapsed + taken,
          kept * weighted + allTrials - trials,
          kept * weightedSeconds + taken);
    }

    /** Returns the pace after time in which no lane could take blocks, which does not count. */
    Pace waitedUntil(double allSeconds) {
      return new Pace(trials, Math.max(seconds, allSeconds), elapsed, weighted, weightedSeconds);
    }

    /** Returns trials per second; NaN before the first trials. */
    double trialsPerSecond() {
      return weighted > 0 && weightedSeconds > 0 ? weighted / weightedSeconds : Double.NaN;
    }
  }
}
