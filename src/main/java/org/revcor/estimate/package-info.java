/** Estimates maps from tallies of blocks, with their errors and the rules that stop a study. */
@NullMarked
package org.revcor.estimate;

import org.jspecify.annotations.NullMarked;
