/**
 * Spike-triggered covariance: directions in which the stimuli that trigger a channel have a larger
 * or smaller variance than all shown stimuli.
 */
@NullMarked
package org.revcor.estimate.covariance;

import org.jspecify.annotations.NullMarked;
