/** Files written atomically, digests, and arrays in files: checkpoints, safetensors, NumPy. */
@NullMarked
package org.revcor.file;

import org.jspecify.annotations.NullMarked;
