package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  private static final String HEADER =
      "trials,channel,count,reliability,snr,assured,standing,precision,trialsTo\n";

  @AutoClose("terminate")
  private static ActorSystem system;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("history");
  }

  @Test
  void anUnfinishedRowIsOmitted() throws IOException {
    ResultEndpoints.History history =
        history(HEADER + "100,a,1.5,NaN,0.25,NaN,waiting,NaN,NaN\n200,a,2.0,0.5,In");

    assertThat(text(history.csv())).isEqualTo(HEADER + "100,a,1.5,NaN,0.25,NaN,waiting,NaN,NaN\n");
    assertThat(RunningServer.json(text(history.json())))
        .isEqualTo(
            RunningServer.json(
                """
                {"rows": [{"trials": 100, "channel": "a", "count": 1.5, "reliability": null, "snr": 0.25, "assured": null,
                  "standing": "waiting", "precision": null, "trialsTo": null}]}\
                """));
  }

  @Test
  void aDeletedHistoryHasNoRows() {
    ResultEndpoints.History history = new ResultEndpoints.History(folder.resolve("history.csv"), 0);

    assertThat(text(history.csv())).isEmpty();
    assertThat(text(history.json())).isEqualTo("{\"rows\":[]}");
  }

  @Test
  void namesCanContainCommasQuotesAndLineBreaks() throws IOException {
    ResultEndpoints.History history =
        history(HEADER + "100,\"a, \"\"b\"\"\nc\",1.0,0.5,0.5,0.4,short,0.01,5000.0\n");

    assertThat(
            RunningServer.json(text(history.json()))
                .path("rows")
                .get(0)
                .path("channel")
                .textValue())
        .isEqualTo("a, \"b\"\nc");
  }

  @Test
  void theColumnsAreThoseOfTheFile() throws IOException {
    ResultEndpoints.History earlier =
        history("trials,channel,standing,trialsTo\n100,a,short,5000.0\n");

    assertThat(RunningServer.json(text(earlier.json())))
        .isEqualTo(
            RunningServer.json(
                """
                {"rows": [{"trials": 100, "channel": "a", "standing": "short", "trialsTo": 5000.0}]}\
                """));
  }

  @Test
  void manyRowsAreComplete() throws IOException {
    ResultEndpoints.History history =
        history(HEADER + "100,a,1.0,0.5,0.5,0.4,short,0.01,5000.0\n".repeat(10_000));

    assertThat(RunningServer.json(text(history.json())).path("rows")).hasSize(10_000);
    assertThat(text(history.csv()).lines()).hasSize(10_001);
  }

  @Test
  void looksOfFewerTrialsAreOmitted() throws IOException {
    ResultEndpoints.History whole =
        history("trials,channel\n900,a\n900,b\n1000,\"a\n9,\"\n1000,b\n1100,a\n");
    ResultEndpoints.History from = new ResultEndpoints.History(whole.file(), 1000);

    assertThat(text(from.csv())).isEqualTo("trials,channel\n1000,\"a\n9,\"\n1000,b\n1100,a\n");
    assertThat(RunningServer.json(text(from.json())).path("rows").findValuesAsText("trials"))
        .containsExactly("1000", "1000", "1100");
    assertThat(text(new ResultEndpoints.History(whole.file(), 1101).csv()))
        .isEqualTo("trials,channel\n");
  }

  @Test
  void withoutALookThereAreNoRows() throws IOException {
    assertThat(text(history(HEADER).json())).isEqualTo("{\"rows\":[]}");
    assertThat(text(history("").json())).isEqualTo("{\"rows\":[]}");
  }

  private ResultEndpoints.History history(String text) throws IOException {
    return new ResultEndpoints.History(Files.writeString(folder.resolve("history.csv"), text), 0);
  }

  private static String text(Source<ByteString, NotUsed> source) {
    return source
        .runFold(ByteString.emptyByteString(), ByteString::concat, system)
        .toCompletableFuture()
        .join()
        .utf8String();
  }
}
