/** The Open Inference Protocol, version 2, over HTTP: models that servers run. */
@NullMarked
package org.revcor.study.served;

import org.jspecify.annotations.NullMarked;
