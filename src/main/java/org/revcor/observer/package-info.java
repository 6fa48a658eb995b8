/** Observers: networks under study, their inputs and outputs, and readouts of their activations. */
@NullMarked
package org.revcor.observer;

import org.jspecify.annotations.NullMarked;
