/** Analyses of the axes of a triggered covariance. */
@NullMarked
package org.revcor.analysis.covariance;

import org.jspecify.annotations.NullMarked;
