package org.revcor.study;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.template.TemplateAccuracy;

/**
 * What maps are worth at one moment.
 *
 * @param answers what the observer says of each channel's own map; null for a channel without a map
 * @param templates how well the maps classify the observer's test images, where these ship
 */
record MapReview(
    List<StudyView.@Nullable ResponseView> responses, Optional<TemplateAccuracy> templates) {}
