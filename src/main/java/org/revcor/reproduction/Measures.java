package org.revcor.reproduction;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Measures by name.
 *
 * @param byName in the order in which they were measured
 */
public record Measures(SequencedMap<String, Measure> byName) {
  public Measures {
    byName = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byName));
  }

  public Measures(Map<String, Measure> byName) {
    this(new LinkedHashMap<>(byName));
  }

  /**
   * A measure.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Measure get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** A measure, if there is one of that name. */
  public Optional<Measure> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether there are measures of all these names. */
  public boolean haveAll(Collection<String> names) {
    return byName.keySet().containsAll(names);
  }

  /** All names. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** How many are more than three standard errors above 0, or below it. */
  long beyond(Collection<String> names, boolean above) {
    return names.stream()
        .map(this::get)
        .filter(each -> (above ? each.value() : -each.value()) > Criterion.ERRORS * each.error())
        .count();
  }
}
