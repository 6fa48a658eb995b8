/**
 * Who looks: built-in networks, TorchScript files, readouts of their answers, and training recipes.
 */
@NullMarked
package org.revcor.observer;

import org.jspecify.annotations.NullMarked;
