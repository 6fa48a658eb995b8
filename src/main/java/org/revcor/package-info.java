/** What every room shares: the ways in which Revcor refuses. */
@NullMarked
package org.revcor;

import org.jspecify.annotations.NullMarked;
