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
import org.revcor.server.ResultEndpoints.History;

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
    History history = history(HEADER + "100,a,1.5,NaN,0.25,NaN,waiting,NaN,NaN\n200,a,2.0,0.5,In");

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
    History history = new History(folder.resolve("history.csv"), 0);

    assertThat(text(history.csv())).isEmpty();
    assertThat(text(history.json())).isEqualTo("{\"rows\":[]}");
  }

  @Test
  void namesCanContainCommasQuotesAndLineBreaks() throws IOException {
    History history =
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
  void looksOfFewerTrialsAreOmitted() throws IOException {
    History whole = history("trials,channel\n900,a\n900,b\n1000,\"a\n9,\"\n1000,b\n1100,a\n");
    History from = new History(whole.file(), 1000);

    assertThat(text(from.csv())).isEqualTo("trials,channel\n1000,\"a\n9,\"\n1000,b\n1100,a\n");
    assertThat(RunningServer.json(text(from.json())).path("rows").findValuesAsText("trials"))
        .containsExactly("1000", "1000", "1100");
    assertThat(text(new History(whole.file(), 1101).csv())).isEqualTo("trials,channel\n");
  }

  private History history(String text) throws IOException {
    return new History(Files.writeString(folder.resolve("history.csv"), text), 0);
  }

  private static String text(Source<ByteString, NotUsed> source) {
    return source
        .runFold(ByteString.emptyByteString(), ByteString::concat, system)
        .toCompletableFuture()
        .join()
        .utf8String();
  }
}
