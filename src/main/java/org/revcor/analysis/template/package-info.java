/** Maps and mean images as templates: how they classify images. */
@NullMarked
package org.revcor.analysis.template;

import org.jspecify.annotations.NullMarked;
