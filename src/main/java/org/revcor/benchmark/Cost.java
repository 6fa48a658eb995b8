package org.revcor.benchmark;

/**
 * The time of a stage per trial.
 *
 * @param micros wall time of one thread, in microseconds
 * @param processorMicros processor time, in microseconds
 */
public record Cost(double micros, double processorMicros) {
  Cost minus(Cost other) {
    return new Cost(micros - other.micros, processorMicros - other.processorMicros);
  }

  Cost times(double factor) {
    return new Cost(micros * factor, processorMicros * factor);
  }
}
