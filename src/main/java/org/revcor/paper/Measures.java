package org.revcor.paper;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

record Measures(@JsonValue SequencedMap<String, Measure> byName) {
  public Measures {
    byName = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byName));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Measures(Map<String, Measure> byName) {
    this(new LinkedHashMap<>(byName));
  }

  public Measure get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** Returns a measure; empty if it does not exist. */
  public Optional<Measure> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns a copy in which some measures have the values of others, where both exist. */
  Measures with(Map<String, String> instead) {
    Map<String, Measure> changed = new LinkedHashMap<>(byName);
    instead.forEach((name, other) -> find(other).ifPresent(each -> changed.put(name, each)));
    return new Measures(changed);
  }

  public boolean haveAll(Collection<String> names) {
    return byName.keySet().containsAll(names);
  }

  /** Returns whether some measures have the same values as others. */
  boolean areEqual(Measures others, Collection<String> names) {
    return names.stream().allMatch(name -> find(name).equals(others.find(name)));
  }

  public Set<String> names() {
    return byName.keySet();
  }

  /** Returns how many measures are more than three standard errors above 0, or below. */
  long beyond(Collection<String> names, boolean above) {
    return names.stream()
        .map(this::get)
        .filter(each -> (above ? each.value() : -each.value()) > Criterion.ERRORS * each.error())
        .count();
  }
}
