package org.revcor.bench;

/**
 * How fast all lanes were together.
 *
 * @param perSecond trials a second
 * @param processorMicros processor time of the process for a trial, in microseconds
 */
public record Speed(double perSecond, double processorMicros) {}
