package org.revcor.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.InvalidInputException;
import org.revcor.schema.JsonErrors;
import org.revcor.schema.Section;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.StageFailure;

/** A message from a client of the live feed. */
sealed interface ClientMessage {
  /** Maximum size of a message. */
  int MAX_BYTES = 64 << 10;

  /** Selects channels by index. */
  record SelectChannels(int[] channels) implements ClientMessage {}

  /** Acknowledges a frame. */
  record Ready() implements ClientMessage {}

  /** An invalid message. */
  record Invalid(String field, String detail) implements ClientMessage {}

  /** A message above the maximum size. */
  record TooLarge() implements ClientMessage {}

  static CompletionStage<ClientMessage> read(
      Message message, int channels, int maxOfFrame, Materializer materializer) {
    if (!message.isText()) {
      return message
          .asBinaryMessage()
          .getStreamedData()
          .limitWeighted(MAX_BYTES, bytes -> (long) bytes.size())
          .runWith(Sink.ignore(), materializer)
          .<ClientMessage>thenApply(
              done -> new Invalid("message", "the message is binary; it must be JSON text"))
          .exceptionallyCompose(ClientMessage::tooLarge);
    }
    return message
        .asTextMessage()
        .getStreamedText()
        .limitWeighted(MAX_BYTES, ClientMessage::bytes)
        .runFold(new StringBuilder(), StringBuilder::append, materializer)
        .thenApply(text -> parse(text.toString(), channels, maxOfFrame))
        .exceptionallyCompose(ClientMessage::tooLarge);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static CompletionStage<ClientMessage> tooLarge(Throwable thrown) {
    return StageFailure.of(thrown) instanceof StreamLimitReachedException
        ? CompletableFuture.completedStage(new TooLarge())
        : CompletableFuture.failedStage(thrown);
  }

  private static ClientMessage parse(String text, int channels, int maxOfFrame) {
    try {
      JsonNode json = JsonBody.parse(text);
      return json.isObject()
          ? of(new Section("", json), channels, maxOfFrame)
          : new Invalid("message", "the message must be an object with a type");
    } catch (JsonProcessingException e) {
      return new Invalid("message", "the message is " + JsonErrors.words(e));
    } catch (InvalidInputException invalid) {
      return new Invalid(invalid.field(), String.valueOf(invalid.getMessage()));
    }
  }

  private static ClientMessage of(Section message, int channels, int maxOfFrame) {
    switch (message.isText("type") ? message.anyText("type") : "") {
      case "watch" -> {
        message.requireKnown(List.of("type", "channels"));
        String expected = "an array of whole numbers from 0 to %d".formatted(channels - 1);
        List<Integer> selected = message.wholes("channels", 0, expected);
        if (selected.stream().anyMatch(channel -> channel >= channels)) {
          throw message.wrong("channels", expected);
        }
        long distinct = selected.stream().distinct().count();
        if (distinct > maxOfFrame) {
          throw new InvalidInputException(
              "channels",
              "a list of %d".formatted(distinct),
              "a list of at most %d, whose maps fit in a frame".formatted(maxOfFrame));
        }
        return new SelectChannels(selected.stream().mapToInt(Integer::intValue).toArray());
      }
      case "ready" -> {
        message.requireKnown(List.of("type"));
        return new Ready();
      }
      case String other ->
          throw message.wrong(
              "type", "watch or ready" + Spelling.hint(other, List.of("watch", "ready")));
    }
  }
}
