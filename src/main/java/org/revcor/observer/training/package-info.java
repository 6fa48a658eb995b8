/** Recipes, and how networks are trained by them and judged. */
@NullMarked
package org.revcor.observer.training;

import org.jspecify.annotations.NullMarked;
