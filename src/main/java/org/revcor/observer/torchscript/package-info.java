/** Observers from TorchScript files. */
@NullMarked
package org.revcor.observer.torchscript;

import org.jspecify.annotations.NullMarked;
