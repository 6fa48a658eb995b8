/**
 * The preparation of a study before it runs: observer, stimuli, protocol, numeric plan and memory;
 * pilots and recommendations.
 */
@NullMarked
package org.revcor.study.plan;

import org.jspecify.annotations.NullMarked;
