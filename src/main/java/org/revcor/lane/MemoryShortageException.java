package org.revcor.lane;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.revcor.Mebibytes;
import org.revcor.RevcorException;

/**
 * A batch, or a block of them, does not fit into memory; its message tells what would.
 *
 * <p>Nothing is halved and tried again: batches of another size answer differently in the last
 * bits, so their size is part of the {@link NumericPlan}.
 */
public final class MemoryShortageException extends RevcorException {
  private static final long serialVersionUID = 1L;

  /** What PyTorch, CUDA and its libraries, and the C++ runtime say when memory is short. */
  private static final Pattern SHORT =
      Pattern.compile(
          "not enough memory|can't allocate memory|out of"
              + " memory|out_of_memory|alloc_failed|bad_alloc",
          Pattern.CASE_INSENSITIVE);

  private static final int LONGEST = 200;

  private MemoryShortageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A job that failed for want of memory; empty if it failed for another reason. */
  static Optional<MemoryShortageException> of(Job job, Device device, Throwable failure) {
    return shortage(failure)
        .map(
            said ->
                new MemoryShortageException(
                    switch (job) {
                      case Job.Reduce reduce -> ofBatch(job, reduce.plan(), device, said);
                      case Job.Compare compare -> ofBatch(job, compare.plan(), device, said);
                      case Job.Answer output ->
                          "the maps shown to observer %s do not fit into memory (%s)"
                              .formatted(name(job), said);
                    },
                    failure));
  }

  /** Whether memory was short, by what was thrown. */
  public static boolean isBehind(Throwable failure) {
    return shortage(failure).isPresent();
  }

  /** A block for whose stimuli there is no memory. */
  public static MemoryShortageException ofStimuli(
      int trials, long bytes, OutOfMemoryError failure) {
    return new MemoryShortageException(
        "the stimuli of a block of %d trials take %s, which does not fit into memory (%s); study.block-size below %d takes less, and so do fewer studies at once"
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

  private static String ofBatch(Job job, NumericPlan plan, Device device, String said) {
    return "a batch of %d trials of observer %s does not fit into memory (%s); %s"
        .formatted(plan.batchSize(), name(job), said, advice(plan, device));
  }

  private static String advice(NumericPlan plan, Device device) {
    return "study.batch-size below %d makes smaller ones%s; no batch is made smaller by itself, since that changes the last digits"
        .formatted(
            plan.batchSize(),
            device.isGpu()
                ? ", revcor calibrate finds what fits"
                : ", fewer lanes (--lanes, or the setting lanes.cpu-lanes) leave more to each");
  }

  /** What was said when memory was short, wherever in the causes; empty if it was not. */
  private static Optional<String> shortage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(shortened(String.valueOf(cause.getMessage())));
      }
      if (cause instanceof EngineException) {
        Optional<String> line =
            String.valueOf(cause.getMessage())
                .lines()
                .filter(each -> SHORT.matcher(each).find())
                .reduce((earlier, later) -> later);
        if (line.isPresent()) {
          return line.map(String::strip).map(MemoryShortageException::shortened);
        }
      }
    }
    return Optional.empty();
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
