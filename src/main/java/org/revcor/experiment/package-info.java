/**
 * Analyses by name: what each needs, which parameters it takes, what it finds. The same for command
 * line, server and the paper's reproduction.
 */
@NullMarked
package org.revcor.experiment;

import org.jspecify.annotations.NullMarked;
