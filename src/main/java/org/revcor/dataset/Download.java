package org.revcor.dataset;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One file from one address, into a file {@code NAME.part} that grows from its beginning. Whatever
 * ends the download leaves what has come, and the next one asks for the rest alone.
 *
 * @param patience how long nothing may come before the address is given up
 */
record Download(HttpClient client, Duration patience, FetchListener listener) {
  private static final Duration REPORT = Duration.ofMillis(250);
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  /** Why an address does not give the file; worded to follow "the address". */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason);
    }
  }

  /** Carries a refusal out of the client's callback. */
  private static final class Unsuitable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsuitable(String reason) {
      super(reason);
    }
  }

  /**
   * Completes a part, and makes sure that it is the file. A part from an earlier time that turns
   * out wrong is thrown away, and the address asked for the whole; a whole that is wrong is thrown
   * away as well.
   *
   * @throws Refusal if the address does not give the file; a part of it may be there
   * @throws IOException if the part cannot be read or written
   */
  void complete(PublishedFile file, URI address, Path part) throws Refusal, IOException {
    long from = Files.exists(part) ? Files.size(part) : 0;
    if (from < file.bytes()) {
      listener.progress(new FetchProgress.Asked(file, address, from));
      receive(file, address, part, from);
    }
    String sha256 = Sha256.of(part);
    if (sha256.equals(file.sha256())) {
      sync(part);
      return;
    }
    Files.delete(part);
    if (from == 0) {
      throw new Refusal("sent a file with SHA-256 %s, not %s".formatted(sha256, file.sha256()));
    }
    complete(file, address, part);
  }

  private void receive(PublishedFile file, URI address, Path part, long from)
      throws Refusal, IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "revcor");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    CompletableFuture<HttpResponse<Path>> response =
        client.sendAsync(request.build(), head -> into(part, from, file.bytes(), head));
    try {
      await(response, file, part, from);
    } finally {
      response.cancel(true);
    }
  }

  /** Nothing of the part is lost to an answer that cannot be the file. */
  private static BodySubscriber<Path> into(
      Path part, long from, long bytes, HttpResponse.ResponseInfo response) {
    int status = response.statusCode();
    boolean rest = status == PARTIAL && begins(response.headers(), from);
    if (status != OK && !rest) {
      throw new Unsuitable("answered with status " + status);
    }
    long due = rest ? bytes - from : bytes;
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    if (length.isPresent() && length.getAsLong() != due) {
      throw new Unsuitable("offers %,d bytes where %,d are due".formatted(length.getAsLong(), due));
    }
    return BodySubscribers.ofFile(
        part,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        rest ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static boolean begins(HttpHeaders headers, long from) {
    return headers.firstValue("Content-Range").orElse("").startsWith("bytes " + from + "-");
  }

  private void await(
      CompletableFuture<HttpResponse<Path>> response, PublishedFile file, Path part, long from)
      throws Refusal, IOException {
    long reached = from;
    long since = System.nanoTime();
    while (!endsWithin(response, REPORT)) {
      long now = Files.exists(part) ? Files.size(part) : 0;
      if (now != reached) {
        reached = now;
        since = System.nanoTime();
        listener.progress(new FetchProgress.Received(file, now));
      } else if (System.nanoTime() - since > patience.toNanos()) {
        throw new Refusal("sent nothing for %d s".formatted(patience.toSeconds()));
      }
      if (now > file.bytes()) {
        throw new Refusal("sent more than %,d bytes".formatted(file.bytes()));
      }
    }
  }

  private static boolean endsWithin(CompletableFuture<?> response, Duration time) throws Refusal {
    try {
      response.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    } catch (ExecutionException failed) {
      throw new Refusal(reason(failed));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new Refusal("was given up");
    }
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Unsuitable) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException) {
        return "cannot be reached";
      }
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return "broke off (%s)".formatted(cause);
  }

  private static void sync(Path part) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
