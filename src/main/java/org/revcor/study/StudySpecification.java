package org.revcor.study;

import java.util.OptionalInt;
import org.revcor.estimate.StoppingRule;
import org.revcor.observer.Readout;
import org.revcor.stimulus.Law;

/**
 * What a user asks for; with seed and numeric plan it fixes every byte of the results.
 *
 * @param name for people; need not be unique
 * @param law law of the white noise
 * @param blockSize the user's choice, if any
 */
public record StudySpecification(
    String name,
    long seed,
    ObserverReference observer,
    Law law,
    Readout readout,
    Estimator estimator,
    Conventions conventions,
    StoppingRule stop,
    OptionalInt blockSize) {}
