/** Reproduction of figures and tables: cached outcomes, and our numbers beside the paper's. */
@NullMarked
package org.revcor.paper;

import org.jspecify.annotations.NullMarked;
