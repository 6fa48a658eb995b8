/**
 * Spike-triggered covariance: the directions in which the stimuli that a channel answers vary more,
 * or less, than those that it was shown.
 */
@NullMarked
package org.revcor.estimate.covariance;

import org.jspecify.annotations.NullMarked;
