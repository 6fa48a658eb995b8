package org.revcor.study.record;

import java.util.List;

/**
 * All entries of a database.
 *
 * @param entries readable entries in the order of their ids
 * @param unreadable entries that a newer Revcor wrote, or that are damaged
 */
public record RecordedStudies(List<StudyEntry> entries, List<UnreadableEntry> unreadable) {
  public RecordedStudies {
    entries = List.copyOf(entries);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * An entry that this Revcor cannot read.
   *
   * @param id id of the study
   * @param problem why, worded to follow "the entry"
   */
  public record UnreadableEntry(String id, String problem) {}
}
