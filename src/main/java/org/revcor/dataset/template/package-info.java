/** Classification of labelled images by one template per class. */
@NullMarked
package org.revcor.dataset.template;

import org.jspecify.annotations.NullMarked;
