/** What maps are good for: stimuli shown to an observer, on all workers; its packages use them. */
@NullMarked
package org.revcor.analysis;

import org.jspecify.annotations.NullMarked;
