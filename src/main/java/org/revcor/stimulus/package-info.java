/**
 * What is shown: the laws of noise, how a block of stimuli is drawn from its seed, and the bases
 * that stimuli are made of.
 */
@NullMarked
package org.revcor.stimulus;

import org.jspecify.annotations.NullMarked;
