package org.revcor.study.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The database's entry of one study. A newer entry replaces the older one, so the database does not
 * grow with a study's length.
 *
 * @param created an ISO instant
 * @param specification the study file as JSON; must not be modified
 * @param plan the numeric plan as JSON; must not be modified; null until the study is prepared
 * @param end null until it has ended
 * @param problem why it failed; null if it did not
 * @param checkpoint the last checkpoint; null before the first
 * @param idempotencyKey the client's key of the request that created it, followed by the digest of
 *     the request
 * @param deleting whether its run directory and then this entry are being deleted
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

  /** The checkpoint from which a study would resume. */
  public record LastCheckpoint(String digest, long trials) {
    public LastCheckpoint {
      Objects.requireNonNull(digest, "digest");
    }
  }

  /** Returns the entry of an accepted study that has not started. */
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

  /** Returns this entry with a new state. */
  public StudyEntry withState(
      JsonNode newSpecification,
      @Nullable JsonNode newPlan,
      StudyState newState,
      @Nullable EndReason newEnd,
      @Nullable String newProblem,
      @Nullable LastCheckpoint newCheckpoint) {
    return new StudyEntry(
        id,
        created,
        newSpecification,
        newPlan,
        newState,
        newEnd,
        newProblem,
        newCheckpoint,
        idempotencyKey,
        deleting);
  }

  /** Returns this entry, marked as being deleted. */
  public StudyEntry withDeleting() {
    return new StudyEntry(
        id, created, specification, plan, state, end, problem, checkpoint, idempotencyKey, true);
  }
}
