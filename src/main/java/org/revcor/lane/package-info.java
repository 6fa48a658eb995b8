/**
 * A block on a device: drawn, shown to an observer, reduced to a tally; and the pool that shares
 * devices between studies.
 */
@NullMarked
package org.revcor.lane;

import org.jspecify.annotations.NullMarked;
