package org.revcor.inference;

/**
 * Consecutive trials of one block that a lane shows at once.
 *
 * @param first index of its first trial within the block
 * @param trials number of trials
 * @param half 0 for the block's first half (A), 1 for its second (B)
 */
record Batch(int first, int trials, int half) {}
