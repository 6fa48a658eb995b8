package org.revcor.lane;

/** Whose fault it is that a job could not be done. */
enum Fault {
  /** The job's own: no lane would do better, and this one works on. */
  JOB,
  /** It does not fit into memory: no lane would do better, and this one begins anew. */
  MEMORY,
  /** Not known: this lane begins anew, and the job is given to a lane again. */
  LANE
}
