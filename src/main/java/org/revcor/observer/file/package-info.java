/** Observers from TorchScript files. */
@NullMarked
package org.revcor.observer.file;

import org.jspecify.annotations.NullMarked;
