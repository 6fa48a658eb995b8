/**
 * Declarations of the keys of study files. The declaration of a key defines its reading,
 * validation, writing and description.
 */
@NullMarked
package org.revcor.schema;

import org.jspecify.annotations.NullMarked;
