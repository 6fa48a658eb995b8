package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.schema.Spelling;

/**
 * A channel at the last look.
 *
 * @param corner row and column, in the image, of the first pixel of the map
 * @param trialsTo trials at which the channel is expected to reach the targets
 */
public record ChannelView(
    int index,
    String name,
    List<Integer> corner,
    double count,
    double nEff,
    @JsonUnwrapped Quality quality,
    @Nullable Double trialsTo,
    StoppingStatus standing) {
  private static final double DEFAULT_TARGET = StoppingRule.DEFAULT.target();

  /**
   * The quality of a map; unknown numbers are null.
   *
   * @param assured lower 95 % limit of the squared correlation with the truth, which is compared
   *     with a target
   * @param precision half-width of the interval that holds for all values, channels and looks
   * @param blocks effective number of blocks that standard errors are estimated from; null for
   *     errors of least squares
   * @param responses effective number of responses by their fourth moment; null if unknown
   */
  public record Quality(
      @Nullable Double reliability,
      @Nullable Double assured,
      @Nullable Double precision,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double blocks,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double responses) {}

  /**
   * Returns the status in words. Without a target, a map is compared with the default reliability.
   */
  public String status(StudyView.StopView stop) {
    boolean hasTarget = stop.reliability() != null || stop.precision() != null;
    return switch (standing) {
      case SHORT -> hasTarget ? "short" : "reliability below " + DEFAULT_TARGET;
      case REACHED -> hasTarget ? "reached" : "reliability at least " + DEFAULT_TARGET;
      case CONSTANT -> "constant output";
      case UNCHECKED -> "gradients unchecked";
      case WAITING, RARE -> Spelling.word(standing);
    };
  }
}
