/** Activity of units under noise and images, and effects of changing it. */
@NullMarked
package org.revcor.analysis.activity;

import org.jspecify.annotations.NullMarked;
