package org.revcor.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.template.Scaling;
import org.revcor.analysis.template.TemplateAccuracy;
import org.revcor.analysis.template.TemplateMatching;
import org.revcor.estimate.Estimand;
import org.revcor.lane.Job;
import org.revcor.lane.JobResult;
import org.revcor.lane.LanePool;

/** Shows a study's maps to its observer, and classifies test images with them. */
final class MapReviewer {
  private static final Duration REVIEW_TIMEOUT = Duration.ofHours(1);
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(2);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(10);

  /** Between the shortest and the longest, a review takes this part of the time. */
  private static final int ONE_PART_IN = 100;

  private final String id;
  private final PreparedStudy study;
  private final ActorRef<LanePool.Command> pool;
  private final Scheduler scheduler;
  private final Executor executor;
  private @Nullable TemplateMatching matching;
  private boolean reviewing;
  private long begun = System.nanoTime();
  private long interval = MIN_INTERVAL.toNanos();

  /**
   * @param executor where images are classified, tens of milliseconds at a time
   */
  MapReviewer(
      String id,
      PreparedStudy study,
      ActorRef<LanePool.Command> pool,
      Scheduler scheduler,
      Executor executor) {
    this.id = id;
    this.study = study;
    this.pool = pool;
    this.scheduler = scheduler;
    this.executor = executor;
  }

  /** Whether the last review is old enough, and done; if so, the next one is taken to begin. */
  boolean due() {
    if (reviewing || System.nanoTime() - begun < interval) {
      return false;
    }
    reviewing = true;
    begun = System.nanoTime();
    return true;
  }

  /** The review that was due is done. */
  void reviewed() {
    reviewing = false;
    interval =
        Math.clamp(
            ONE_PART_IN * (System.nanoTime() - begun),
            MIN_INTERVAL.toNanos(),
            MAX_INTERVAL.toNanos());
  }

  /** Empty for units: their maps are no images of classes. */
  CompletionStage<MapReview> review(StudyMaps maps) {
    List<Integer> defined = new ArrayList<>();
    for (int channel = 0; channel < maps.maps().length; channel++) {
      if (study.channelsAreClasses() && !Float.isNaN(maps.maps()[channel][0])) {
        defined.add(channel);
      }
    }
    return responses(maps, defined)
        .thenApplyAsync(responses -> new MapReview(responses, templates(maps)), executor);
  }

  private CompletionStage<List<StudyView.@Nullable ResponseView>> responses(
      StudyMaps maps, List<Integer> defined) {
    List<StudyView.@Nullable ResponseView> responses = new ArrayList<>();
    study.channels().forEach(channel -> responses.add(null));
    if (defined.isEmpty()) {
      return CompletableFuture.completedStage(responses);
    }
    float[] images = new float[defined.size() * maps.values()];
    for (int i = 0; i < defined.size(); i++) {
      float[] image = Scaling.MIN_MAX.of(maps.maps()[defined.get(i)]);
      System.arraycopy(image, 0, images, i * maps.values(), maps.values());
    }
    return AskPattern.<LanePool.Command, JobResult>askWithStatus(
            pool,
            replyTo -> new LanePool.Submit(new Job.Answer(id, study.observer(), images), replyTo),
            REVIEW_TIMEOUT,
            scheduler)
        .thenApply(
            result -> {
              if (result instanceof JobResult.Answered answered) {
                for (int i = 0; i < defined.size(); i++) {
                  responses.set(defined.get(i), chosen(answered.probabilities()[i]));
                }
              }
              return responses;
            });
  }

  private StudyView.ResponseView chosen(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    String name = study.observer().description().classes().get(best);
    return new StudyView.ResponseView(best, name, probabilities[best]);
  }

  /** Those of the paper's authors are scaled as an image is. */
  private static float[][] templates(Estimand estimand, float[][] maps) {
    return estimand == Estimand.ROOT_MEAN_SQUARE ? Scaling.MIN_MAX.of(maps) : maps;
  }

  private Optional<TemplateAccuracy> templates(StudyMaps maps) {
    return study
        .testImages()
        .map(
            images -> {
              if (matching == null) {
                matching = new TemplateMatching(images);
              }
              return matching.accuracy(templates(maps.estimand(), maps.maps()));
            });
  }
}
