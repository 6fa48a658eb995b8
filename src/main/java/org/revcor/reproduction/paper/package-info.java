/** The figures and tables of <i>White Noise Analysis of Neural Networks</i>, one class for each. */
@NullMarked
package org.revcor.reproduction.paper;

import org.jspecify.annotations.NullMarked;
