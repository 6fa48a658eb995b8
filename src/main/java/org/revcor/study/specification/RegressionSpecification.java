package org.revcor.study.specification;

import java.util.Optional;

/**
 * Options of a regression.
 *
 * @param ridge share of the mean variance that is added to each variance of the scores
 * @param mirror whether maps are made symmetric
 * @param basis name of the basis; empty for that of the stimuli
 */
public record RegressionSpecification(double ridge, boolean mirror, Optional<String> basis) {}
