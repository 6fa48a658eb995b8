package org.revcor.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.schema.JsonErrors;
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

  /**
   * Reads a message up to the maximum size.
   *
   * @param channels number of channels of the study
   */
  static CompletionStage<ClientMessage> read(
      Message message, int channels, Materializer materializer) {
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
    if (message.asTextMessage().isStrict()) {
      String text = message.asTextMessage().getStrictText();
      return CompletableFuture.completedStage(
          bytes(text) > MAX_BYTES ? new TooLarge() : parse(text, channels));
    }
    return message
        .asTextMessage()
        .getStreamedText()
        .limitWeighted(MAX_BYTES, ClientMessage::bytes)
        .runFold(new StringBuilder(), StringBuilder::append, materializer)
        .thenApply(text -> parse(text.toString(), channels))
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

  private static ClientMessage parse(String text, int channels) {
    JsonNode json;
    try {
      json = JsonBody.parse(text);
    } catch (JsonProcessingException e) {
      return new Invalid("message", "the message is " + JsonErrors.words(e));
    }
    if (!json.isObject()) {
      return new Invalid("message", "the message must be an object with a type");
    }
    JsonNode type = json.path("type");
    return switch (type.isTextual() ? type.textValue() : "") {
      case "watch" -> selectChannels(json, channels);
      case "ready" -> requireOnly(json, Set.of("type"), new Ready());
      default -> unknownType(type);
    };
  }

  private static ClientMessage unknownType(JsonNode type) {
    List<String> known = List.of("watch", "ready");
    if (type.isMissingNode()) {
      return new Invalid("type", "type is missing; it must be watch or ready");
    }
    String hint = type.isTextual() ? Spelling.hint(type.textValue(), known) : "";
    return new Invalid("type", "type is %s; it must be watch or ready%s".formatted(type, hint));
  }

  private static ClientMessage selectChannels(JsonNode json, int count) {
    JsonNode channels = json.path("channels");
    List<Integer> indices = new ArrayList<>();
    for (JsonNode channel : channels) {
      if (channel.isIntegralNumber()
          && channel.canConvertToInt()
          && channel.intValue() >= 0
          && channel.intValue() < count) {
        indices.add(channel.intValue());
      }
    }
    if (!channels.isArray() || indices.size() < channels.size()) {
      String given = channels.isMissingNode() ? "missing" : shortened(channels.toString());
      return new Invalid(
          "channels",
          "channels is %s; it must be an array of whole numbers from 0 to %d"
              .formatted(given, count - 1));
    }
    return requireOnly(
        json,
        Set.of("type", "channels"),
        new SelectChannels(indices.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static ClientMessage requireOnly(
      JsonNode json, Set<String> members, ClientMessage message) {
    for (String name : (Iterable<String>) json::fieldNames) {
      if (!members.contains(name)) {
        return new Invalid(
            name, "%s is unknown%s".formatted(shortened(name), Spelling.hint(name, members)));
      }
    }
    return message;
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
