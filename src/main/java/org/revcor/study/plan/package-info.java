/**
 * What a study needs before it runs: its observer, stimuli, protocol, numeric plan and memory;
 * pilots and recommendations.
 */
@NullMarked
package org.revcor.study.plan;

import org.jspecify.annotations.NullMarked;
