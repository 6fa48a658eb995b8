/** Studies side by side: what each costs until its maps are reliable. */
@NullMarked
package org.revcor.compare;

import org.jspecify.annotations.NullMarked;
