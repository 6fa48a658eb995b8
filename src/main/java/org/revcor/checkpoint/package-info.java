/**
 * Arrays of numbers in a file that is there whole or not at all, and that tells when it is damaged:
 * what a run goes on from after a crash.
 */
@NullMarked
package org.revcor.checkpoint;

import org.jspecify.annotations.NullMarked;
