/**
 * Types that every package uses: exceptions for user errors, cards, atomic files, digests and
 * names.
 */
@NullMarked
package org.revcor;

import org.jspecify.annotations.NullMarked;
