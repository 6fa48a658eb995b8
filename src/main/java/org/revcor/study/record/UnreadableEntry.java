package org.revcor.study.record;

/**
 * An entry that this Revcor cannot read.
 *
 * @param id id of the study
 * @param problem why, worded to follow "the entry"
 */
public record UnreadableEntry(String id, String problem) {}
