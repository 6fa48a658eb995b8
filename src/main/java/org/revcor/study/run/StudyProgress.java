package org.revcor.study.run;

import org.revcor.estimate.LookSchedule;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.StoppingDecision;
import org.revcor.estimate.StoppingRule;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.EndReason;

/** The blocks that a run has folded, its looks at them, and whether it is complete. */
final class StudyProgress {
  private final StoppingRule rule;
  private final LookSchedule looks;
  private final StoppingDecision decision;
  private long blocks;
  private long nextLook;
  private int metAtRegularLooks;

  StudyProgress(PreparedStudy study) {
    this.rule = study.specification().stop();
    this.looks = new LookSchedule(study.blocks());
    this.decision = new StoppingDecision(rule, study.mapValues());
    this.nextLook = looks.after(0);
  }

  /** Restores the progress of a checkpoint; called before any block. */
  void restore(CheckpointHeader header) {
    blocks = header.blocks();
    metAtRegularLooks = header.met();
    decision.restore(metAtRegularLooks);
    nextLook = looks.after(looks.upTo(blocks).max().orElse(0));
  }

  long blocks() {
    return blocks;
  }

  /**
   * Returns the number of consecutive looks at which the targets were met; counts only looks that a
   * longer study has as well.
   */
  int met() {
    return metAtRegularLooks;
  }

  void folded() {
    blocks++;
  }

  boolean isLookDue() {
    return blocks == nextLook;
  }

  /** Returns whether every longer study also has a look at this block. */
  boolean isAtRegularLook() {
    return looks.isRegular(blocks);
  }

  /** Evaluates the maps at a look, and applies the stopping rule. */
  MapEvaluation look(ChannelReports reports) {
    MapEvaluation look = decision.look(reports.trials(), reports.statistics());
    nextLook = looks.after(blocks);
    if (isAtRegularLook()) {
      metAtRegularLooks = decision.met();
    }
    return look;
  }

  /** Evaluates the maps at a block boundary that is no look. */
  MapEvaluation evaluate(ChannelReports reports) {
    return decision.evaluate(reports.trials(), reports.statistics());
  }

  /** Returns whether the targets are met or the last block is folded. */
  boolean isComplete() {
    return decision.isMet() || blocks == looks.blocks();
  }

  /** Returns why a complete study ends. */
  EndReason endReason() {
    if (!decision.isMet()) {
      return EndReason.MAX_TRIALS;
    }
    if (rule.precision().isEmpty()) {
      return EndReason.RELIABILITY;
    }
    return rule.reliability().isEmpty() ? EndReason.PRECISION : EndReason.TARGETS;
  }
}
