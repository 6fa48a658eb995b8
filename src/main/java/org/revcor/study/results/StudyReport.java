package org.revcor.study.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorVersion;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.FigureText;
import org.revcor.figure.Html;
import org.revcor.figure.Palette;
import org.revcor.inference.NumericPlan;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.study.results.ResultFiles.DamagedFileException;

/** An ended study as one HTML page, for the supplement of a paper. */
public final class StudyReport {
  private static final int MAX_DRAWN = 100;

  private static final List<String> CHANNEL_HEADS =
      List.of("channel", "effective trials", "reliability", "assured", "precision ±", "status");

  private final EndedStudy study;
  private final StudyView view;

  private StudyReport(EndedStudy study) {
    this.study = study;
    this.view = study.view();
  }

  /**
   * Returns the page: how the maps were made, the maps and their errors, statistics of all
   * channels, the study file, and the digests of all results.
   *
   * @throws org.revcor.InvalidInputException if the study left no maps
   * @throws DamagedFileException if a result has another digest than when it was written
   */
  public static String page(EndedStudy study) throws IOException {
    return new StudyReport(study).page();
  }

  private String page() throws IOException {
    SortedMap<String, String> digests = study.directory().results().checkAll();
    StringBuilder body = new StringBuilder();
    body.append("<h1>%s</h1>%n".formatted(Html.escaped(view.name())));
    if (view.maps().verdict() != null) {
      body.append("<p>%s</p>%n".formatted(Html.escaped(view.maps().verdict())));
    }
    body.append("<h2>Methods</h2>\n");
    methods().forEach(sentence -> body.append("<p>%s</p>%n".formatted(Html.escaped(sentence))));
    body.append(maps(MapView.MAP, "Maps"));
    body.append(maps(MapView.ERROR, "Standard errors"));
    body.append(maps(MapView.Z, "z"));
    body.append("<h2>Statistics</h2>\n");
    body.append(Html.table(CHANNEL_HEADS, view.channels().stream().map(this::row).toList()));
    view.warnings()
        .forEach(warning -> body.append("<p>Note: %s</p>%n".formatted(Html.escaped(warning))));
    body.append("<h2>Conventions</h2>\n");
    body.append(Html.table(List.of("", ""), rows(view.setup().conventions())));
    body.append("<h2>Study</h2>\n<pre>%s</pre>%n".formatted(Html.escaped(file())));
    body.append("<h2>Files</h2>\n");
    body.append(Html.table(List.of("file", "SHA-256"), rows(digests)));
    return Html.page(view.name(), "", body.toString());
  }

  private List<String> methods() {
    StudySetup setup = view.setup();
    StudyView.ObserverView observer = setup.observer();
    NumericPlan plan = setup.plan();
    JsonNode specification = setup.specification().path("study");
    return List.of(
        text(
            "The observer %s (%s, %s values, scale %s, output %s) was shown %,d stimuli: %s; seed"
                + " %d.",
            observer.name(),
            observer.digest(),
            sides(observer.shape()),
            value(Json.MAPPER.valueToTree(observer.scale())),
            observer.output(),
            view.progress().trials(),
            words(specification.path("stimulus")),
            view.seed()),
        text(
            "Responses: %s. Estimator: %s. Estimand: %s, %s values.",
            words(specification.path("readout")),
            setup.estimator(),
            setup.conventions().getOrDefault("estimand", "unknown"),
            sides(setup.shape())),
        text(
            "The study ended after %,d looks (%s). Blocks of %,d trials were computed in batches of"
                + " %,d on %s. The same study, seed and plan give the same bytes.",
            view.progress().looks(),
            view.lifecycle().end() == null ? "unknown" : Spelling.word(view.lifecycle().end()),
            plan.blockSize(),
            plan.batchSize(),
            plan.platform().inWords()),
        text(
            "Created %s, ended %s, reported by Revcor %s.",
            view.lifecycle().created(),
            Objects.requireNonNullElse(view.lifecycle().ended(), "at an unknown time"),
            RevcorVersion.TEXT));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String maps(MapView shown, String title) {
    StudyMaps maps = study.maps(shown);
    int[] drawn = IntStream.range(0, Math.min(MAX_DRAWN, maps.names().size())).toArray();
    String more =
        drawn.length < maps.names().size()
            ? text("<p>The first %d of %,d channels.</p>%n", drawn.length, maps.names().size())
            : "";
    return "<h2>%s</h2>%n%s%s"
        .formatted(
            title,
            more,
            Html.image(
                MapImage.sheet(
                    maps,
                    drawn,
                    channel -> "± " + FigureText.shown(Palette.limit(maps.drawn(channel)))),
                title));
  }

  private List<String> row(ChannelView channel) {
    ChannelView.Quality quality = channel.quality();
    return List.of(
        channel.name(),
        FigureText.shown(channel.nEff()),
        Reliability.text(quality.reliability()),
        Reliability.text(quality.assured()),
        number(quality.precision()),
        channel.status(view.setup().stop()));
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : FigureText.shown(value);
  }

  private static List<List<String>> rows(Map<String, ?> entries) {
    return entries.entrySet().stream()
        .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
        .toList();
  }

  private String file() throws IOException {
    return Json.MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(view.setup().completeFile());
  }

  /** Returns the keys of an object as {@code kind = white-noise, law = uniform}. */
  private static String words(JsonNode object) {
    return object.properties().stream()
        .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String value(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private static String sides(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }
}
