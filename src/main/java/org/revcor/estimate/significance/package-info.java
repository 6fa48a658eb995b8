/**
 * Whether a map shows more than chance: tests of a z-map whose pixels are independent and standard
 * normal if the response ignores the stimulus.
 *
 * <p>A pixel that is not defined is NaN; every test leaves it out.
 */
@NullMarked
package org.revcor.estimate.significance;

import org.jspecify.annotations.NullMarked;
