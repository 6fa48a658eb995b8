package org.revcor.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the database has of one study. A newer entry takes the place of the older one, so the
 * database does not grow with a study's length.
 *
 * @param created an ISO instant
 * @param specification the study file as JSON; not to be changed
 * @param plan the numeric plan as JSON, not to be changed; null until the study is prepared
 * @param end null until it has ended
 * @param problem what its failure was
 * @param checkpoint the last checkpoint; null before the first
 * @param idempotencyKey what its creator called the request for it
 * @param deleting whether its folder and then this entry are about to go
 */
public record StudyEntry(
    String id,
    String created,
    JsonNode specification,
    @Nullable JsonNode plan,
    StudyState state,
    @Nullable EndReason end,
    @Nullable String problem,
    @Nullable LastCheckpoint checkpoint,
    @Nullable String idempotencyKey,
    boolean deleting)
    implements Stored {

  public StudyEntry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(specification, "specification");
    plan = plan == null || plan.isNull() ? null : plan;
    Objects.requireNonNull(state, "state");
  }

  /** The checkpoint from which a study would go on. */
  public record LastCheckpoint(String digest, long trials) {
    public LastCheckpoint {
      Objects.requireNonNull(digest, "digest");
    }
  }

  /** An accepted study that has not begun. */
  public static StudyEntry submitted(
      String id,
      String created,
      JsonNode specification,
      @Nullable JsonNode plan,
      @Nullable String idempotencyKey) {
    return new StudyEntry(
        id,
        created,
        specification,
        plan,
        StudyState.SUBMITTED,
        null,
        null,
        null,
        idempotencyKey,
        false);
  }

  /** The same study, as it has become. */
  public StudyEntry become(
      JsonNode asked,
      @Nullable JsonNode numericPlan,
      StudyState now,
      @Nullable EndReason reason,
      @Nullable String fault,
      @Nullable LastCheckpoint last) {
    return new StudyEntry(
        id, created, asked, numericPlan, now, reason, fault, last, idempotencyKey, deleting);
  }

  /** The same study, about to go. */
  public StudyEntry toBeDeleted() {
    return new StudyEntry(
        id, created, specification, plan, state, end, problem, checkpoint, idempotencyKey, true);
  }
}
