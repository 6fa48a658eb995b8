/** What analyses find, and how it is drawn: tables, matrices, curves and images. */
@NullMarked
package org.revcor.figure;

import org.jspecify.annotations.NullMarked;
