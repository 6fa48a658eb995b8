/** Networks of our own: their layers and weights, and how a device runs them. */
@NullMarked
package org.revcor.observer.network;

import org.jspecify.annotations.NullMarked;
