/** Studies, from specification to run directory, as actors and a stream. */
@NullMarked
package org.revcor.study;

import org.jspecify.annotations.NullMarked;
