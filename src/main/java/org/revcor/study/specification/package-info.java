/** The specification of a study: parsing, validation and writing of study files and sweeps. */
@NullMarked
package org.revcor.study.specification;

import org.jspecify.annotations.NullMarked;
