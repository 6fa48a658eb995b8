/** Maps and mean images mixed into stimuli, and how visible that is. */
@NullMarked
package org.revcor.analysis.attack;

import org.jspecify.annotations.NullMarked;
