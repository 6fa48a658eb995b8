/** Named arrays of numbers and their file format, for weights and bases of stimuli. */
@NullMarked
package org.revcor.tensor;

import org.jspecify.annotations.NullMarked;
