/**
 * Confidence sequences: intervals that hold at all times at once, so that a study may look as often
 * as it likes and stop when they are narrow enough.
 */
@NullMarked
package org.revcor.estimate.anytime;

import org.jspecify.annotations.NullMarked;
