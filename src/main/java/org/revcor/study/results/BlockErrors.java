package org.revcor.study.results;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.significance.PixelTests.StudentScore;
import org.revcor.study.specification.StudySpecification;

/** How precisely the standard errors of a study's maps are known. */
public final class BlockErrors {
  private BlockErrors() {}

  /**
   * Returns the distribution of values over the standard errors of each channel: Student's t with
   * one degree of freedom less than there are effective blocks; normal for errors of least squares,
   * which are estimated from trials.
   */
  public static List<StudentScore> of(StudyView study, StudySpecification specification) {
    boolean estimated = specification.estimation().kind().hasBlockErrors();
    double all = (double) study.progress().trials() / study.setup().plan().blockSize();
    return study.channels().stream()
        .map(channel -> estimated ? score(channel.quality().blocks(), all) : StudentScore.NORMAL)
        .toList();
  }

  private static StudentScore score(@Nullable Double blocks, double all) {
    return new StudentScore(Math.max(1, (blocks == null ? all : blocks) - 1));
  }

  /**
   * Returns the same of the z-map of each channel. z of an average is no value over its error: it
   * has the known variance of the stimuli.
   */
  static List<StudentScore> ofZ(StudyView study, StudySpecification specification) {
    return isZOverError(specification)
        ? of(study, specification)
        : study.channels().stream().map(channel -> StudentScore.NORMAL).toList();
  }

  static boolean isZOverError(StudySpecification specification) {
    return specification.estimation().kind().isZOverError();
  }
}
