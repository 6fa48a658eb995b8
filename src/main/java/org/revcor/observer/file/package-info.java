/** Observers from files of other programs: TorchScript and ONNX. */
@NullMarked
package org.revcor.observer.file;

import org.jspecify.annotations.NullMarked;
