/** Maps and mean pictures as templates: how they classify pictures. */
@NullMarked
package org.revcor.analysis.template;

import org.jspecify.annotations.NullMarked;
