/** What every room shares: the ways in which Revcor refuses, and whole files. */
@NullMarked
package org.revcor;

import org.jspecify.annotations.NullMarked;
