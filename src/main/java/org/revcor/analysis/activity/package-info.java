/** What units do under noise and under images, and what comes of changing them. */
@NullMarked
package org.revcor.analysis.activity;

import org.jspecify.annotations.NullMarked;
