package org.revcor.server;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.Multipart;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.http.scaladsl.model.IllegalRequestException;
import org.apache.pekko.http.scaladsl.model.ParsingException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.revcor.Spelling;
import org.revcor.observer.catalogue.Upload;

/**
 * The form that brings a network: a part {@code network}, a file, and a part {@code card}, JSON.
 *
 * @param largest most bytes of the whole form
 */
record UploadForm(long largest, Materializer materializer) {
  private static final String NETWORK = "network";
  private static final String CARD = "card";
  private static final long MAX_CARD = 1 << 20;

  /**
   * Receives all parts, each as it comes.
   *
   * @return fails with a {@link RefusedException} or an {@link org.revcor.InvalidInputException} if
   *     the form is not such a one
   */
  CompletionStage<Done> receive(Request request, Upload upload) {
    RequestEntity body = request.http().entity();
    // as a stream, also if it came at once: Pekko takes a short form that breaks off for its own
    // fault
    HttpEntity streamed =
        HttpEntities.createIndefiniteLength(
            body.getContentType(), body.withSizeLimit(largest).getDataBytes());
    return Unmarshaller.entityToMultipartFormData()
        .unmarshal(streamed, materializer)
        .thenCompose(
            form ->
                form.getParts()
                    .mapAsync(1, part -> take(part, upload))
                    .runWith(Sink.ignore(), materializer))
        .exceptionally(
            thrown -> {
              throw new CompletionException(told(thrown));
            });
  }

  /** Refuses a body that says that it is too large. */
  void requireNotTooLarge(Request request) {
    OptionalLong told = request.http().entity().getContentLengthOption();
    if (told.isPresent() && told.getAsLong() > largest) {
      throw new RefusedException(Problem.tooLarge(largest));
    }
  }

  private CompletionStage<Done> take(Multipart.FormData.BodyPart part, Upload upload) {
    return switch (part.getName()) {
      case NETWORK ->
          part.getEntity()
              .getDataBytes()
              .runWith(FileIO.toPath(upload.network(part.getFilename().orElse(""))), materializer)
              .thenApply(written -> Done.done());
      case CARD ->
          part.getEntity()
              .withSizeLimit(MAX_CARD)
              .getDataBytes()
              .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
              .thenApply(
                  json -> {
                    upload.card(json.toArrayUnsafe());
                    return Done.done();
                  });
      default ->
          throw new RefusedException(
              Problem.malformed(
                  "the form has a part %s; it must be %s"
                      .formatted(
                          part.getName(),
                          Spelling.expected(part.getName(), List.of(NETWORK, CARD)))));
    };
  }

  private static Throwable told(Throwable thrown) {
    return switch (thrown) {
      case CompletionException wrapped when wrapped.getCause() != null -> told(wrapped.getCause());
      case ParsingException broken -> malformed(broken);
      case IllegalRequestException broken -> malformed(broken);
      default -> thrown;
    };
  }

  private static RefusedException malformed(Throwable broken) {
    return new RefusedException(
        Problem.malformed("the form cannot be read: " + broken.getMessage()));
  }
}
