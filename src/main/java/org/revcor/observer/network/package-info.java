/** Networks with a known architecture: layers, weights and their execution on a device. */
@NullMarked
package org.revcor.observer.network;

import org.jspecify.annotations.NullMarked;
