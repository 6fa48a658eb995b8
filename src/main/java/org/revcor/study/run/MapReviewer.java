package org.revcor.study.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.Scaling;
import org.revcor.dataset.template.TemplateMatching;
import org.revcor.dataset.template.TemplateMatching.TemplateAccuracy;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.StudyInference;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.StudyMaps;

/**
 * Evaluates maps: shows them to the observer, and classifies test images with them as templates.
 */
final class MapReviewer {
  /**
   * Evaluation of the maps at one block boundary.
   *
   * @param responses class that the observer chooses for each channel's own map; null for a channel
   *     without a map
   * @param templates accuracy of the maps as templates on the observer's test images, where these
   *     ship
   * @param failure why the observer has not evaluated them
   */
  record MapReview(
      List<ChannelView.@Nullable Response> responses,
      Optional<TemplateAccuracy> templates,
      Optional<Throwable> failure) {}

  private static final Duration MIN_INTERVAL = Duration.ofSeconds(2);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(10);

  /**
   * Ratio of the interval between reviews to the duration of the last one, within the limits above.
   */
  private static final int INTERVAL_FACTOR = 100;

  private final PreparedStudy study;
  private final StudyInference inference;
  private final Executor executor;
  private @Nullable TemplateMatching matching;
  private boolean reviewing;
  private long startedAt = System.nanoTime();
  private long interval = MIN_INTERVAL.toNanos();

  MapReviewer(PreparedStudy study, StudyInference inference, Executor executor) {
    this.study = study;
    this.inference = inference;
    this.executor = executor;
  }

  /**
   * Starts a review if the last one is done and older than the interval; returns whether it did.
   */
  boolean tryStart() {
    if (reviewing || System.nanoTime() - startedAt < interval) {
      return false;
    }
    reviewing = true;
    startedAt = System.nanoTime();
    return true;
  }

  /** Ends the review that {@link #tryStart} started and sets the next interval. */
  void finish() {
    reviewing = false;
    interval =
        Math.clamp(
            INTERVAL_FACTOR * (System.nanoTime() - startedAt),
            MIN_INTERVAL.toNanos(),
            MAX_INTERVAL.toNanos());
  }

  /** Evaluates maps. Channels that are not classes, or constant, have no responses. */
  CompletionStage<MapReview> review(ChannelReports reports) {
    StudyMaps maps = reports.maps(study, MapView.MAP);
    List<Integer> defined = new ArrayList<>();
    for (int channel = 0; channel < maps.maps().length; channel++) {
      if (study.channelsAreClasses()
          && !Float.isNaN(maps.maps()[channel][0])
          && !(reports.statistics().get(channel).spread() == 0)) {
        defined.add(channel);
      }
    }
    return responses(maps, defined)
        .handleAsync(
            (responses, failure) ->
                new MapReview(
                    failure == null ? responses : noResponses(),
                    templates(reports),
                    Optional.ofNullable(failure)),
            executor);
  }

  /** Evaluates maps without the observer, so that channels have no responses. */
  CompletionStage<MapReview> reviewAsTemplates(ChannelReports reports) {
    return CompletableFuture.supplyAsync(
        () -> new MapReview(noResponses(), templates(reports), Optional.empty()), executor);
  }

  private List<ChannelView.@Nullable Response> noResponses() {
    List<ChannelView.@Nullable Response> responses = new ArrayList<>();
    study.channels().forEach(channel -> responses.add(null));
    return responses;
  }

  private CompletionStage<List<ChannelView.@Nullable Response>> responses(
      StudyMaps maps, List<Integer> defined) {
    List<ChannelView.@Nullable Response> responses = noResponses();
    if (defined.isEmpty()) {
      return CompletableFuture.completedStage(responses);
    }
    float[] images = new float[defined.size() * maps.values()];
    for (int i = 0; i < defined.size(); i++) {
      float[] image = Scaling.MIN_MAX.of(maps.maps()[defined.get(i)]);
      System.arraycopy(image, 0, images, i * maps.values(), maps.values());
    }
    return inference
        .probabilities(images)
        .thenApply(
            probabilities -> {
              for (int i = 0; i < defined.size(); i++) {
                responses.set(defined.get(i), toResponse(probabilities[i]));
              }
              return responses;
            });
  }

  private ChannelView.Response toResponse(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    String name = study.observer().description().classes().get(best);
    return new ChannelView.Response(best, name, probabilities[best]);
  }

  /** Maps under the conventions of the paper's authors are scaled like an image. */
  private static float[][] templates(Estimand estimand, float[][] maps) {
    return estimand == Estimand.ROOT_MEAN_SQUARE ? Scaling.MIN_MAX.of(maps) : maps;
  }

  /** Returns the accuracy of maps of enough responses; empty if there are none. */
  private Optional<TemplateAccuracy> templates(ChannelReports reports) {
    if (matching == null) {
      matching = testImages().map(TemplateMatching::new).orElse(null);
    }
    StudyMaps maps = reports.maps(study, MapView.MAP);
    float[][] known = maps.maps().clone();
    float[] undefined = new float[maps.values()];
    Arrays.fill(undefined, Float.NaN);
    for (int channel = 0; channel < known.length; channel++) {
      if (reports.statistics().get(channel).nEff() < StoppingRule.ENOUGH) {
        known[channel] = undefined;
      }
    }
    return Optional.ofNullable(matching)
        .map(images -> images.accuracy(templates(maps.estimand(), known)))
        .filter(accuracy -> accuracy.channels() > 0);
  }

  /** Returns labelled images of the observer's classes that ship with Revcor, if channels are. */
  private Optional<Images> testImages() {
    ObserverDescription shown = study.observer().description();
    return Optional.of(shown.dataset())
        .filter(name -> study.channelsAreClasses())
        .flatMap(DataSets::shippedTest)
        .filter(set -> set.values() == shown.values())
        .filter(set -> set.classes().size() == study.channels().size());
  }
}
