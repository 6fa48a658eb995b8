/** What a user asks for: study files and sweeps, read, checked and written. */
@NullMarked
package org.revcor.study.specification;

import org.jspecify.annotations.NullMarked;
