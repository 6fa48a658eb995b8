package org.revcor.lane;

/**
 * Health of the lanes.
 *
 * @param live lanes that work or wait for work
 * @param busy lanes that work
 * @param abandoned lanes given up since the start because they missed a deadline
 * @param queued jobs that wait
 */
public record PoolStatus(int live, int busy, int abandoned, int queued) {}
