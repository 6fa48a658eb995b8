/**
 * Confidence sequences: intervals that hold at all times simultaneously. So a study may have any
 * number of looks and stop when the intervals are narrow enough.
 */
@NullMarked
package org.revcor.estimate.anytime;

import org.jspecify.annotations.NullMarked;
