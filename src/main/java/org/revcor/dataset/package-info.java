/** Data sets of images: download, file formats, and poisoned copies. */
@NullMarked
package org.revcor.dataset;

import org.jspecify.annotations.NullMarked;
