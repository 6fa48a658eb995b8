/**
 * Declarations of the keys of study files. One declaration of a key gives its reading, checking,
 * writing and description.
 */
@NullMarked
package org.revcor.schema;

import org.jspecify.annotations.NullMarked;
