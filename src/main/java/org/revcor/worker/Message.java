package org.revcor.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import org.revcor.inference.Hardware;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.NumericPlan;
import org.revcor.worker.Task.TaskKind;

/** A message between an inference process and its supervisor: plain values, followed by bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(Message.Configure.class),
  @JsonSubTypes.Type(Message.Run.class),
  @JsonSubTypes.Type(Message.Begin.class),
  @JsonSubTypes.Type(Message.Compute.class),
  @JsonSubTypes.Type(Message.Forget.class),
  @JsonSubTypes.Type(Message.Ready.class),
  @JsonSubTypes.Type(Message.Done.class),
  @JsonSubTypes.Type(Message.Failed.class),
  @JsonSubTypes.Type(Message.Invalid.class),
  @JsonSubTypes.Type(Message.Shown.class),
  @JsonSubTypes.Type(Message.Measured.class)
})
sealed interface Message {
  /** To the process, first: a {@link ChildJob} follows in CBOR, after which it ends. */
  record Run() implements Message {}

  record Configure(ProcessSettings settings) implements Message {}

  /**
   * To the process, before the first task of a study, which follows as JSON.
   *
   * @param stimuli digest of the images, the basis or the decoder; "" for white noise
   */
  record Begin(String study, NumericPlan plan, String observer, String stimuli)
      implements Message {}

  /**
   * To the process: a task of a study.
   *
   * @param block index of the block; 0 for images; images or outputs follow as bytes
   */
  record Compute(long ticket, String study, TaskKind kind, long block) implements Message {}

  /** To the process: a study needs no further tasks. */
  record Forget(String study) implements Message {}

  record Ready(Hardware hardware, int lanes) implements Message {}

  /** To the supervisor: a task is done; its result follows as bytes. */
  record Done(long ticket) implements Message {}

  /** To the supervisor: a task has failed. */
  record Failed(long ticket, Kind kind, String message) implements Message {
    enum Kind {
      /** Any process would fail. */
      STUDY,
      LOCAL,
      /** The task has passed its deadline; the process ends then. */
      OVERDUE
    }
  }

  /** To the supervisor: a job refuses its input, see {@link org.revcor.InvalidInputException}. */
  record Invalid(String field, String value, String expected) implements Message {}

  record Shown(long shown, long expected) implements Message {}

  /**
   * To the supervisor: the state of the lanes, and what was measured since the last such message.
   *
   * @param nanos times of blocks in each stage, see {@link
   *     org.revcor.inference.LaneMetrics.BlockTimer}
   * @param memory resident bytes of the process; 0 if unknown
   */
  record Measured(PoolStatus status, Map<String, long[]> nanos, long failedJobs, long memory)
      implements Message {
    public Measured {
      nanos = Map.copyOf(nanos); // refuses null
    }
  }
}
