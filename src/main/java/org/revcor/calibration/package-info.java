/**
 * How many stimuli are best shown at once, and on how many lanes: looked for, kept, found again.
 */
@NullMarked
package org.revcor.calibration;

import org.jspecify.annotations.NullMarked;
