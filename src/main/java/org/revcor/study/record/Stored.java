package org.revcor.study.record;

/** The content of the database under a study's id. */
sealed interface Stored permits StudyEntry, Stored.Absent, Stored.Unreadable {

  /** No entry. */
  enum Absent implements Stored {
    ABSENT
  }

  /**
   * An entry that this Revcor cannot read and must not overwrite.
   *
   * @param problem why, worded to follow "the entry"
   */
  record Unreadable(String problem) implements Stored {}
}
