/** Maps and mean images mixed into stimuli, and how visible the mixture is. */
@NullMarked
package org.revcor.analysis.attack;

import org.jspecify.annotations.NullMarked;
