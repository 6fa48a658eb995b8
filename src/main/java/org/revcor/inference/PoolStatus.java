package org.revcor.inference;

/**
 * The status of the lanes.
 *
 * @param live number of lanes, busy or idle
 * @param busy number of lanes that run a job
 * @param abandoned lanes abandoned since the start because they missed a deadline
 * @param queued number of waiting jobs
 */
public record PoolStatus(int live, int busy, int abandoned, int queued) {}
