/** What is concluded: tallies of blocks, maps with their errors, and rules that stop a study. */
@NullMarked
package org.revcor.estimate;

import org.jspecify.annotations.NullMarked;
