/** What is shown: the laws of noise, and how a block of stimuli is drawn from its seed. */
@NullMarked
package org.revcor.stimulus;

import org.jspecify.annotations.NullMarked;
