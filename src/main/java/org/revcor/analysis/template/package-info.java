/** Maps and mean images as templates that classify images. */
@NullMarked
package org.revcor.analysis.template;

import org.jspecify.annotations.NullMarked;
