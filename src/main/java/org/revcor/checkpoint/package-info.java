/**
 * Checkpoint files: arrays of doubles, written atomically and protected by checksums. A run resumes
 * from them after a crash.
 */
@NullMarked
package org.revcor.checkpoint;

import org.jspecify.annotations.NullMarked;
