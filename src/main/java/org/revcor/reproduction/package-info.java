/** Figures and tables made anew, each kept when it is made, with our figures beside those given. */
@NullMarked
package org.revcor.reproduction;

import org.jspecify.annotations.NullMarked;
