/**
 * Analyses by name, their parameters and results; used by the command line, the server and the
 * reproduction of the paper.
 */
@NullMarked
package org.revcor.experiment;

import org.jspecify.annotations.NullMarked;
