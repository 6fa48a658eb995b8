/**
 * Layers of networks in Java, with the images of a batch as the values of a vector.
 *
 * <p>It uses the module {@code jdk.incubator.vector}; load its classes only if that exists.
 */
@NullMarked
package org.revcor.observer.network.vector;

import org.jspecify.annotations.NullMarked;
