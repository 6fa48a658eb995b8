/** Results of analyses, and drawings of their figures: tables, matrices, curves and images. */
@NullMarked
package org.revcor.figure;

import org.jspecify.annotations.NullMarked;
