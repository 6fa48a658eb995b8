package org.revcor.paper;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Item.Measurement;
import org.revcor.paper.Item.Procedure;
import org.revcor.schema.Json;

/** All figures and tables: claims from the resource {@value #CLAIMS}, measured by Java. */
public final class PaperItems {
  private static final String CLAIMS = "claims.conf";
  private static final String OTHERS = "others";
  private static final String IMAGES = "images";
  private static final String PROCEDURES = "procedures";

  private static final Map<String, Measurement> MEASUREMENTS =
      Map.ofEntries(
          Map.entry("fig1", PairFigure::measure),
          Map.entry("fig2a", MapFigures::measureWhiteNoise),
          Map.entry("fig2b", context -> MapFigures.measureNetworks(context, "mnist-logistic")),
          Map.entry("fig2c", MapFigures::measureTemplates),
          Map.entry("fig3", MapFigures::measureColourImages),
          Map.entry("fig4", MapFigures::measureGrowth),
          Map.entry("fig5", MapFigures::measureGaborNoise),
          Map.entry("fig6", context -> AttackFigures.measure(context, 2_000)),
          Map.entry("fig7a", BackdoorFigures::measureDigits),
          Map.entry("fig7b", BackdoorFigures::measureColourImages),
          Map.entry("fig7c", ActivityFigures::measureFrogs),
          Map.entry("fig7d", BackdoorFigures::measureLossGradients),
          Map.entry("fig8", FilterFigure::measure),
          Map.entry("fig9", StimulationFigures::measureCurves),
          Map.entry(
              "fig13", context -> MapFigures.measureNetworks(context, "mnist-mlp", "mnist-rnn")),
          Map.entry("fig15", MapFigures::measureGenerators),
          Map.entry("fig20", ActivityFigures::measureLayers),
          Map.entry("fig21", ActivityFigures::measureInjections),
          Map.entry("fig23", context -> StimulationFigures.measureDoses(context, 10)),
          Map.entry("fig24", context -> StimulationFigures.measureDoses(context, -10)),
          Map.entry("fig25", StimulationFigures::measureBinaryNetworks),
          Map.entry("table1", new ImageNetTable()),
          Map.entry("table2", context -> AttackFigures.measure(context, 10_000)),
          Map.entry("footnote5", ConfidenceFootnote::measure));

  /** One item for each figure and table, in the order of the paper. */
  public static final List<Item> ALL = read();

  private PaperItems() {}

  private static List<Item> read() {
    ObjectMapper mapper =
        Json.MAPPER.copy().setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    rules(Criterion.class).forEach(mapper::registerSubtypes);
    URL claims = Objects.requireNonNull(PaperItems.class.getResource(CLAIMS));
    List<Item> items = new ArrayList<>();
    for (Config item : ConfigFactory.parseURL(claims).resolve().getConfigList("items")) {
      String name = item.getString("name");
      items.add(
          new Item(
              name,
              item.getString("title"),
              claims(item, "claims", "", mapper),
              network -> item.hasPath(OTHERS) ? claims(item, OTHERS, network, mapper) : List.of(),
              item.hasPath(IMAGES) ? item.getStringList(IMAGES) : List.of(),
              item.hasPath(PROCEDURES)
                  ? List.of(read(item, PROCEDURES, "", Procedure[].class, mapper))
                  : List.of(),
              Objects.requireNonNull(MEASUREMENTS.get(name), name)));
    }
    return List.copyOf(items);
  }

  /** Returns the records of criteria, whose names are the rules of claims. */
  private static Stream<NamedType> rules(Class<?> type) {
    String words = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(PaperItems::rules)
        : Stream.of(new NamedType(type, words.toLowerCase(Locale.ROOT)));
  }

  private static List<Claim> claims(Config item, String key, String network, ObjectMapper mapper) {
    return List.of(read(item, key, network, Claim[].class, mapper));
  }

  private static <T> T read(
      Config item, String key, String network, Class<T> type, ObjectMapper mapper) {
    String json = item.getList(key).render(ConfigRenderOptions.concise());
    return Uncheck.get(() -> mapper.readValue(json.replace("*", network), type));
  }
}
