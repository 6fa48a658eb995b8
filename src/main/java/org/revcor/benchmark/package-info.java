/** Measures the speed of a study and of its stages, beside its network alone and other programs. */
@NullMarked
package org.revcor.benchmark;

import org.jspecify.annotations.NullMarked;
