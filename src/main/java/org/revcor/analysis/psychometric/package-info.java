/** Shares of answers by the strength of a signal, and the functions fitted to them. */
@NullMarked
package org.revcor.analysis.psychometric;

import org.jspecify.annotations.NullMarked;
