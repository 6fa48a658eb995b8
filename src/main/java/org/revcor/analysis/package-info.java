/**
 * Analyses by name, their parameters and results, and how they show stimuli to an observer. One
 * package for each subject has its analyses and computations.
 */
@NullMarked
package org.revcor.analysis;

import org.jspecify.annotations.NullMarked;
