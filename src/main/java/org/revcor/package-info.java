/**
 * What every room shares: the ways in which Revcor refuses, cards and whole files, digests, and
 * names of files.
 */
@NullMarked
package org.revcor;

import org.jspecify.annotations.NullMarked;
