/** Named arrays of numbers, and the file that keeps them: weights, and bases of stimuli. */
@NullMarked
package org.revcor.tensor;

import org.jspecify.annotations.NullMarked;
