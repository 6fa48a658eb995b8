/** Measures and stores the fastest batch size and number of lanes of an observer. */
@NullMarked
package org.revcor.inference.calibration;

import org.jspecify.annotations.NullMarked;
