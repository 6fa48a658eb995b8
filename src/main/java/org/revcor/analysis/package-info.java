/** Stimuli, and inference on them with all workers; the basis of the analyses. */
@NullMarked
package org.revcor.analysis;

import org.jspecify.annotations.NullMarked;
