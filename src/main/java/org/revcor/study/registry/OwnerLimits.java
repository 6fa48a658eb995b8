package org.revcor.study.registry;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.Mebibytes;

/**
 * Limits of the studies of each owner. All studies without an owner count as those of one.
 *
 * @param active maximum number of studies that run or are queued, at least 1
 * @param running maximum number of studies that run at the same time, at least 1; others stay
 *     queued
 * @param diskBytes maximum bytes of the run directories; empty for no limit
 */
public record OwnerLimits(int active, int running, OptionalLong diskBytes) {

  /** Names an owner in messages. */
  public static String words(@Nullable String owner) {
    return owner == null ? "requests without a token" : "the token " + owner;
  }

  /** Throws a {@link RefusedException} if a request alone has too many studies. */
  void requireSize(long studies) {
    if (studies > active) {
      throw RefusedException.conflict(
          "a sweep has at most %d studies (limits.active-studies)".formatted(active));
    }
  }

  /** Throws a {@link RefusedException} if an owner has too many active studies. */
  void requireActive(long studies, @Nullable String owner) {
    if (studies > active) {
      throw new RefusedException(
          Reason.LIMIT,
          "%s would have %d running and queued studies; the maximum is %d (limits.active-studies); wait, or stop some"
              .formatted(words(owner), studies, active));
    }
  }

  /**
   * Throws a {@link RefusedException} if the studies of an owner would use too much disk space.
   * Blocks.
   *
   * @param ids existing studies of the owner
   * @param requested bytes of new studies
   */
  void requireDisk(StudyFiles files, List<String> ids, long requested, @Nullable String owner) {
    if (diskBytes.isEmpty()) {
      return;
    }
    long used = ids.stream().mapToLong(id -> files.directory(id).diskBytes()).sum();
    if (used + requested > diskBytes.getAsLong()) {
      throw RefusedException.conflict(
          "studies of %s use %s and need up to %s more; the maximum is %s (limits.disk); delete studies"
              .formatted(
                  words(owner),
                  Mebibytes.of(used),
                  Mebibytes.of(requested),
                  Mebibytes.of(diskBytes.getAsLong())));
    }
  }
}
