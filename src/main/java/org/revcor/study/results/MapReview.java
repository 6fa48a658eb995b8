package org.revcor.study.results;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.dataset.template.TemplateMatching.TemplateAccuracy;

/**
 * Evaluation of the maps at one block boundary.
 *
 * @param responses class that the observer chooses for each channel's own map; null for a channel
 *     without a map
 * @param templates accuracy of the maps as templates on the observer's test images, where these
 *     ship
 */
public record MapReview(
    List<ChannelView.@Nullable Response> responses, Optional<TemplateAccuracy> templates) {}
