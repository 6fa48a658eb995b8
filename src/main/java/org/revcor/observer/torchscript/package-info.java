/** Networks of others, in TorchScript files. */
@NullMarked
package org.revcor.observer.torchscript;

import org.jspecify.annotations.NullMarked;
