package org.revcor.inference;

/** The cause of a failed job. */
enum Fault {
  /** The job itself: it fails on every lane. The lane continues. */
  JOB,
  /** Too little memory: the job fails on every lane. The lane restarts. */
  MEMORY,
  /** Unknown: the lane restarts and the job is retried. */
  LANE
}
