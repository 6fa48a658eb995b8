package org.revcor.study.run;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyState;
import org.revcor.study.run.StudyRun.Command;

/**
 * The review of the maps of a study that ends: the observer evaluates them, and they classify test
 * images as templates. If no lanes can show the maps, the study shows why, and waits for some until
 * the review fails, or a user stops the study.
 *
 * @param next behaviour after the review
 */
record FinalReview(RunContext run, StudyMaps maps, Supplier<Behavior<Command>> next) {
  /** Returns why no lanes can show maps to a network; empty if some can. */
  static Optional<String> obstacle(RunContext run) {
    return run.status.state() == StudyState.WAITING && run.study.channelsAreClasses()
        ? Optional.ofNullable(run.status.view().lifecycle().problem())
        : Optional.empty();
  }

  /**
   * Begins the review.
   *
   * @param obstacle why no lanes can show the maps to the observer, which is not waited for then
   */
  Behavior<Command> begin(EndReason reason, Optional<String> obstacle) {
    if (obstacle.isPresent()) {
      return reviewAsTemplates(obstacle.get());
    }
    run.context.pipeToSelf(run.reviewer.review(maps), StudyRun.FinallyReviewed::new);
    return showing(reason == EndReason.STOPPED, Optional.empty());
  }

  /** While the observer evaluates the maps. */
  private Behavior<Command> showing(boolean isStopped, Optional<String> obstacle) {
    boolean isCancelled = isStopped && obstacle.isPresent();
    if (isCancelled) {
      run.inference.forget(); // fails the review
    }
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case StudyRun.Stop stop when !isCancelled -> showing(true, obstacle);
              case StudyRun.LanesChanged(Availability lanes) when !isCancelled -> {
                run.status.setEndObstacle(lanes.obstacle());
                run.publish();
                yield showing(isStopped, lanes.obstacle());
              }
              case StudyRun.FinallyReviewed(var review, var failure)
                  when failure != null && obstacle.isPresent() ->
                  reviewAsTemplates(obstacle.get());
              default -> reviewing(command);
            });
  }

  /** Evaluates the maps without the observer, for a reason that becomes a warning. */
  private Behavior<Command> reviewAsTemplates(String obstacle) {
    run.status.warn("the maps were not shown to the observer: " + obstacle);
    run.context.pipeToSelf(run.reviewer.reviewAsTemplates(maps), StudyRun.FinallyReviewed::new);
    return Behaviors.receiveMessage(this::reviewing);
  }

  private Behavior<Command> reviewing(Command command) {
    if (!(command instanceof StudyRun.FinallyReviewed reviewed)) {
      return run.anytime(command);
    }
    run.status.setEndObstacle(Optional.empty());
    if (reviewed.review() != null) {
      run.status.reviewed(reviewed.review());
    }
    if (reviewed.failure() != null) {
      run.status.warn(
          "the observer failed on its own maps: " + StageFailure.message(reviewed.failure()));
    }
    run.inference.forget(); // the review has sent the study again
    return next.get();
  }
}
