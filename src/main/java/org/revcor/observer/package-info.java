/** Who looks: what an observer is told, what it answers, and how its answers are read. */
@NullMarked
package org.revcor.observer;

import org.jspecify.annotations.NullMarked;
