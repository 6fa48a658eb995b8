/** Where images come from: the formats in which publishers ship their data sets. */
@NullMarked
package org.revcor.dataset;

import org.jspecify.annotations.NullMarked;
