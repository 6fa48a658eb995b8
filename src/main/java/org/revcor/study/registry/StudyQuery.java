package org.revcor.study.registry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.study.results.StudySetup;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;

/**
 * A page of the studies that match.
 *
 * @param after last id of the previous page; null for the first page
 * @param words lower-case words; each must occur in the name, notes, tags, id, owner, observer,
 *     readout or estimator
 * @param owner owner of the studies; null for all owners
 * @param state state of the studies; null for all states
 */
public record StudyQuery(
    int limit,
    @Nullable String after,
    List<String> words,
    @Nullable String owner,
    @Nullable StudyState state,
    Order order) {

  /**
   * An order of studies, numbers descending. Those without a value come last, and equal ones newest
   * first.
   */
  public enum Order {
    NEWEST,
    NAME,
    STATE,
    OBSERVER,
    TRIALS,
    RELIABILITY;

    private static final Comparator<StudyView> BY_AGE =
        Comparator.comparing(StudyView::id).reversed();

    Stream<StudyView> sort(Stream<StudyView> studies) {
      return this == NEWEST ? studies : studies.sorted(comparator().thenComparing(BY_AGE));
    }

    private Comparator<StudyView> comparator() {
      return switch (this) {
        case NEWEST -> BY_AGE;
        case NAME -> by(StudyView::name, String.CASE_INSENSITIVE_ORDER);
        case STATE -> by(study -> study.lifecycle().state(), Comparator.naturalOrder());
        case OBSERVER ->
            by(study -> study.setup().observer().name(), String.CASE_INSENSITIVE_ORDER);
        case TRIALS -> by(study -> study.progress().trials(), Comparator.reverseOrder());
        case RELIABILITY ->
            by(Order::reliableShare, Comparator.<Double>reverseOrder())
                .thenComparing(
                    by(study -> study.maps().lowestReliability(), Comparator.reverseOrder()));
      };
    }

    private static double reliableShare(StudyView study) {
      return study.channels().stream()
          .mapToInt(channel -> channel.standing() == StoppingStatus.REACHED ? 1 : 0)
          .average()
          .orElse(0);
    }

    private static <T> Comparator<StudyView> by(
        Function<StudyView, @Nullable T> value, Comparator<? super T> values) {
      return Comparator.comparing(value, Comparator.nullsLast(values));
    }
  }

  public StudyQuery {
    words = List.copyOf(words);
  }

  public static StudyQuery newest(int limit, @Nullable String after) {
    return new StudyQuery(limit, after, List.of(), null, null, Order.NEWEST);
  }

  public static List<String> wordsOf(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Returns whether a study has the words, the owner and the state. */
  boolean matches(StudyView study) {
    if (state != null && study.lifecycle().state() != state) {
      return false;
    }
    if (owner != null && !owner.equals(study.lifecycle().owner())) {
      return false;
    }
    if (words.isEmpty()) {
      return true;
    }
    StudySetup setup = study.setup();
    String text =
        String.join(
                "\n",
                study.name(),
                study.labels().notes(),
                String.join("\n", study.labels().tags()),
                study.id(),
                Objects.requireNonNullElse(study.lifecycle().owner(), ""),
                setup.observer().name(),
                setup.readout(),
                setup.estimator())
            .toLowerCase(Locale.ROOT);
    return words.stream().allMatch(text::contains);
  }
}
