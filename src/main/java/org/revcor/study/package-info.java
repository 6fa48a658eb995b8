/** A study as actors and a stream, from its specification to its run directory. */
@NullMarked
package org.revcor.study;

import org.jspecify.annotations.NullMarked;
