package org.revcor.study.run;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.revcor.estimate.MapView;

/**
 * The channels and their views to report; other channels are reported as blank.
 *
 * @param views views of each selected channel
 * @param channels indices of the selected channels; empty for all
 */
record MapSelection(Set<MapView> views, Optional<BitSet> channels) {
  static MapSelection ofAll(Set<MapView> views) {
    return new MapSelection(views, Optional.empty());
  }

  static MapSelection maps(BitSet channels) {
    return new MapSelection(EnumSet.of(MapView.MAP), Optional.of(channels));
  }

  boolean includes(int channel) {
    return channels.isEmpty() || channels.get().get(channel);
  }
}
