/** Stimuli: laws of noise, blocks drawn from a seed, and bases of which stimuli consist. */
@NullMarked
package org.revcor.stimulus;

import org.jspecify.annotations.NullMarked;
