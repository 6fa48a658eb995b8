/**
 * Significance tests of z-maps. Under the null hypothesis the response is independent of the
 * stimulus, and pixels are independent and standard normal.
 *
 * <p>Undefined pixels are NaN; all tests ignore them.
 */
@NullMarked
package org.revcor.estimate.significance;

import org.jspecify.annotations.NullMarked;
