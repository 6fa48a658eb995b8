/** What maps are good for. */
@NullMarked
package org.revcor.analysis;

import org.jspecify.annotations.NullMarked;
