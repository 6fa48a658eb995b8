package org.revcor.worker;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.StimulusSources;
import org.revcor.study.specification.StimulusSources.DecoderRunner;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.JobProcess.ChildFailedException;

/**
 * Runs the decoders of stimuli in child processes, so that none runs in this process. It remembers
 * the newest reports, since a sweep or a form prepares the same stimuli repeatedly. Thread-safe.
 */
public final class ChildDecoders implements DecoderRunner {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /** The moments of large images take megabytes. */
  private static final int MAX_REMEMBERED = 16;

  private static final String FIELD = "study.stimulus";

  private record Key(String stimulus, String digest, boolean antithetic, List<Integer> input) {}

  private final ChildNetworks networks;
  private final Duration timeout;
  private final Map<Key, DecoderReport> reports =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MAX_REMEMBERED, 1, /* accessOrder= */ true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, DecoderReport> eldest) {
              return size() > MAX_REMEMBERED;
            }
          });

  public ChildDecoders(ChildNetworks networks) {
    this(networks, DEFAULT_TIMEOUT);
  }

  ChildDecoders(ChildNetworks networks, Duration timeout) {
    this.networks = networks;
    this.timeout = timeout;
  }

  @Override
  public DecoderReport run(
      DecodedKind kind,
      StudySpecification study,
      ObserverDescription observer,
      StimulusSources sources) {
    String json = StudyFile.toJson(study).toString();
    List<Integer> input = observer.shape();
    Key key =
        new Key(
            StudyFile.toJson(study).path("stimulus").toString(),
            kind.digest(sources),
            study.stimuli().antithetic(),
            input);
    DecoderReport known = reports.get(key);
    if (known != null) {
      return known;
    }
    DecoderReport report =
        read(
            networks.run(
                new ChildJob.Decode(networks.settings(), json, observer.name(), input),
                timeout,
                harmful -> refused(kind, harmful)));
    requireOf(report, key, observer);
    reports.put(key, report);
    return report;
  }

  private static DecoderReport read(byte[] result) {
    return Uncheck.get(() -> Cbor.mapper().readValue(result, DecoderReport.class));
  }

  /** The decoder could have changed the report. */
  private static void requireOf(DecoderReport report, Key key, ObserverDescription observer) {
    boolean isOfFile = report.file() == null || report.file().digest().equals(key.digest());
    boolean isOfImages =
        report.images() == null
            || (report.images().mean().length == observer.values()
                && report.images().variance().length == observer.values());
    if (!isOfFile || !isOfImages) {
      throw new InvalidInputException(
          FIELD, "one whose decoder has changed while it was read", "one with another decoder");
    }
  }

  private InvalidInputException refused(DecodedKind kind, ChildFailedException harmful) {
    return new InvalidInputException(
        FIELD,
        "%s, whose decoder cannot be run: %s".formatted(kind.words(), harmful.getMessage()),
        "one whose decoder computes 10,000 images within %d s".formatted(timeout.toSeconds()));
  }
}
