/** Recipes of networks, their training and evaluation. */
@NullMarked
package org.revcor.observer.training;

import org.jspecify.annotations.NullMarked;
