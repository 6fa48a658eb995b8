/** Items for the figures and tables of <i>White Noise Analysis of Neural Networks</i>. */
@NullMarked
package org.revcor.paper.item;

import org.jspecify.annotations.NullMarked;
