package org.revcor.worker.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.stream.StreamRefResolver;
import org.revcor.worker.Cbor;

/** Writes messages of the cluster in CBOR. The version of the schema is part of the type name. */
public final class ClusterSerializer extends SerializerWithStringManifest {
  /** Maximum size of a message; more bytes go as streams, see {@link Bulk}. */
  static final int MAX_MESSAGE = 256 << 10;

  private static final int IDENTIFIER = 7_260;
  private static final String SCHEMA = "1:";

  private static final Map<String, Class<?>> TYPES =
      messages(ClusterMessage.class)
          .collect(Collectors.toUnmodifiableMap(ClusterSerializer::name, Function.identity()));

  private final ObjectMapper mapper;

  public ClusterSerializer(ExtendedActorSystem system) {
    ActorRefResolver actors = ActorRefResolver.get(Adapter.toTyped(system));
    StreamRefResolver streams = StreamRefResolver.get(Adapter.toTyped(system));
    SimpleModule addresses = new SimpleModule();
    addresses.addSerializer(
        ActorRef.class, writer(address -> actors.toSerializationFormat((ActorRef<?>) address)));
    addresses.addDeserializer(ActorRef.class, reader(actors::resolveActorRef));
    addresses.addSerializer(
        SourceRef.class, writer(address -> streams.toSerializationFormat((SourceRef<?>) address)));
    addresses.addDeserializer(SourceRef.class, reader(streams::resolveSourceRef));
    this.mapper =
        Cbor.mapper()
            .copy()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .registerModule(addresses);
  }

  private static Stream<Class<?>> messages(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ClusterSerializer::messages)
        : Stream.of(type);
  }

  /** Another version must be able to read who joins, and why it is refused. */
  private static String name(Class<?> type) {
    return (isOfAllSchemas(type) ? "" : SCHEMA) + type.getSimpleName();
  }

  private static boolean isOfAllSchemas(Class<?> type) {
    return type == ToPool.Join.class || type == ToWorker.Refused.class;
  }

  private static <T> JsonSerializer<T> writer(Function<T, String> words) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        out.writeString(words.apply(value));
      }
    };
  }

  private static <T> JsonDeserializer<T> reader(Function<String, T> resolve) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return resolve.apply(in.getText());
      }
    };
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return name(message.getClass());
  }

  @Override
  public byte[] toBinary(Object message) {
    try {
      byte[] bytes = mapper.writeValueAsBytes(message);
      if (bytes.length > MAX_MESSAGE) {
        throw new IllegalArgumentException(
            "a message of %d bytes, more than %d".formatted(bytes.length, MAX_MESSAGE));
      }
      return bytes;
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Class<?> type = TYPES.get(manifest);
    if (type == null) {
      throw new NotSerializableException(
          "%s is no message of this version of Revcor".formatted(manifest));
    }
    try {
      ObjectReader reader = mapper.readerFor(type);
      return isOfAllSchemas(type)
          ? reader.readValue(bytes)
          : reader.with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).readValue(bytes);
    } catch (IOException e) {
      throw new NotSerializableException(manifest + ": " + e.getMessage());
    }
  }
}
