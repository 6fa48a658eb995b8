/** Comparison of studies by their cost until maps are reliable. */
@NullMarked
package org.revcor.compare;

import org.jspecify.annotations.NullMarked;
