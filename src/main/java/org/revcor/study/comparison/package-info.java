/** Comparison of studies by their cost until maps are reliable. */
@NullMarked
package org.revcor.study.comparison;

import org.jspecify.annotations.NullMarked;
