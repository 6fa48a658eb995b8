/**
 * Draws blocks, shows them to observers and reduces them to tallies, on lanes shared by studies.
 */
@NullMarked
package org.revcor.inference;

import org.jspecify.annotations.NullMarked;
