/** How fast a study is, part by part, beside its network alone and beside a user's own loop. */
@NullMarked
package org.revcor.bench;

import org.jspecify.annotations.NullMarked;
