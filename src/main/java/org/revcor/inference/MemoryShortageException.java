package org.revcor.inference;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;

/**
 * A batch or block does not fit in memory. The message states which settings need less.
 *
 * <p>The batch size is not reduced automatically: it changes the last bits of the outputs, so it is
 * part of the {@link NumericPlan}.
 */
public final class MemoryShortageException extends RevcorException {
  private static final long serialVersionUID = 1L;

  /**
   * Matches the out-of-memory errors of PyTorch, CUDA with its libraries, ONNX Runtime and the C++
   * runtime.
   */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "not enough memory|can't allocate memory|failed to allocate memory|out of"
              + " memory|out_of_memory|alloc_failed|bad_alloc",
          Pattern.CASE_INSENSITIVE);

  private static final int MAX_LENGTH = 200;

  private MemoryShortageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns the exception of a job that ran out of memory; empty for another failure. */
  static Optional<MemoryShortageException> of(Job job, Device device, Throwable failure) {
    if (failure instanceof MemoryShortageException ofStimuli) {
      return Optional.of(ofStimuli);
    }
    return shortage(failure)
        .map(
            reason ->
                new MemoryShortageException(ofBatch(job, job.plan(), device, reason), failure));
  }

  /** Returns whether a failure was caused by too little memory. */
  public static boolean isBehind(Throwable failure) {
    return shortage(failure).isPresent();
  }

  /** Returns the exception of a block whose stimuli do not fit in memory. */
  public static MemoryShortageException ofStimuli(
      int trials, long bytes, OutOfMemoryError failure) {
    return new MemoryShortageException(
        "the stimuli of a block of %d trials take %s, which does not fit in memory (%s); set study.block-size below %d or run fewer studies at once"
            .formatted(
                trials,
                Mebibytes.of(bytes),
                shortened(String.valueOf(failure.getMessage())),
                trials),
        failure);
  }

  private static String name(Job job) {
    return job.observer().description().name();
  }

  private static String ofBatch(Job job, NumericPlan plan, Device device, String reason) {
    return "a batch of %d trials of observer %s does not fit in memory (%s); %s"
        .formatted(plan.batchSize(), name(job), reason, advice(plan, device));
  }

  private static String advice(NumericPlan plan, Device device) {
    return "set study.batch-size below %d%s; it is not reduced automatically, since that changes the last digits"
        .formatted(
            plan.batchSize(),
            device.isGpu() ? "" : " or use fewer lanes (--lanes, or the setting lanes.cpu-lanes)");
  }

  /**
   * Returns the out-of-memory message of a failure or of one of its causes. A network that fails
   * while it is opened is invalid input, whose message contains that of the engine.
   */
  private static Optional<String> shortage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(shortened(String.valueOf(cause.getMessage())));
      }
      if (cause instanceof EngineException || cause instanceof InvalidInputException) {
        Optional<String> line =
            String.valueOf(cause.getMessage())
                .lines()
                .filter(each -> OUT_OF_MEMORY.matcher(each).find())
                .reduce((earlier, later) -> later);
        if (line.isPresent()) {
          return line.map(String::strip).map(MemoryShortageException::shortened);
        }
      }
    }
    return Optional.empty();
  }

  private static String shortened(String line) {
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
