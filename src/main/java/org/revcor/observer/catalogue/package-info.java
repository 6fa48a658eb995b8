/** The catalogue of named observers and the observers folder. */
@NullMarked
package org.revcor.observer.catalogue;

import org.jspecify.annotations.NullMarked;
