/** The paper's figures and tables, made anew, with our figures beside the paper's. */
@NullMarked
package org.revcor.reproduction;

import org.jspecify.annotations.NullMarked;
