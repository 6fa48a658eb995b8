/** The observers that are known by name, and the folder that they lie in. */
@NullMarked
package org.revcor.observer.catalogue;

import org.jspecify.annotations.NullMarked;
