package org.revcor.bench;

/**
 * What a trial costs in a stage.
 *
 * @param micros wall time of one thread, in microseconds
 * @param processorMicros processor time, in microseconds
 */
public record Cost(double micros, double processorMicros) {
  Cost less(Cost other) {
    return new Cost(micros - other.micros, processorMicros - other.processorMicros);
  }

  Cost times(double factor) {
    return new Cost(micros * factor, processorMicros * factor);
  }
}
