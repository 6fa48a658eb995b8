/** What a user asks for: study files and sweeps, read, checked and written. */
@NullMarked
package org.revcor.specification;

import org.jspecify.annotations.NullMarked;
