/** Exceptions that every package uses. */
@NullMarked
package org.revcor;

import org.jspecify.annotations.NullMarked;
