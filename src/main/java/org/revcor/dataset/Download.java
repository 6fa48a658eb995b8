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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;

/**
 * Downloads one file from one address into {@code NAME.part}. An interrupted download leaves the
 * received bytes; the next download requests the rest.
 *
 * @param stallTimeout maximum time without a new byte
 */
record Download(HttpClient client, Duration stallTimeout, Consumer<FetchProgress> progress) {
  private static final Duration REPORT_INTERVAL = Duration.ofMillis(250);
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  /** An address did not send the file. The message follows the address in a sentence. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String reason) {
      super(reason);
    }
  }

  /** Reports an unusable response from within the client's callback. */
  private static final class UnusableResponseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableResponseException(String reason) {
      super(reason);
    }
  }

  /**
   * Completes the part and checks its SHA-256. A part with a wrong checksum is deleted. If it was
   * begun by an earlier download, the whole file is requested once more.
   *
   * @throws FailedException if the address does not send the file; the part may exist then
   * @throws IOException if the part cannot be read or written
   */
  void complete(PublishedFile file, URI address, Path part) throws FailedException, IOException {
    long from = Files.exists(part) ? Files.size(part) : 0;
    if (from < file.bytes()) {
      progress.accept(new FetchProgress.Asked(file, address, from));
      receive(file, address, part, from);
    }
    String digest = Digest.of(part);
    if (digest.equals(file.digest())) {
      WholeFile.sync(part);
      return;
    }
    Files.delete(part);
    if (from == 0) {
      throw new FailedException(
          "sent a file with SHA-256 %s, not %s"
              .formatted(digest.replace("sha256:", ""), file.sha256()));
    }
    complete(file, address, part);
  }

  private void receive(PublishedFile file, URI address, Path part, long from)
      throws FailedException, IOException {
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

  /** Throws before the part is opened if the response cannot be the file. */
  private static BodySubscriber<Path> into(
      Path part, long from, long bytes, HttpResponse.ResponseInfo response) {
    int status = response.statusCode();
    boolean rest = status == PARTIAL && begins(response.headers(), from);
    if (status != OK && !rest) {
      throw new UnusableResponseException("returned status " + status);
    }
    long expected = rest ? bytes - from : bytes;
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    if (length.isPresent() && length.getAsLong() != expected) {
      throw new UnusableResponseException(
          "offers %,d bytes, not %,d".formatted(length.getAsLong(), expected));
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
      throws FailedException, IOException {
    long reached = from;
    long since = System.nanoTime();
    while (!endsWithin(response, REPORT_INTERVAL)) {
      long now = Files.exists(part) ? Files.size(part) : 0;
      if (now != reached) {
        reached = now;
        since = System.nanoTime();
        progress.accept(new FetchProgress.Received(file, now));
      } else if (System.nanoTime() - since > stallTimeout.toNanos()) {
        throw new FailedException("sent nothing for %d s".formatted(stallTimeout.toSeconds()));
      }
      if (now > file.bytes()) {
        throw new FailedException("sent more than %,d bytes".formatted(file.bytes()));
      }
    }
  }

  private static boolean endsWithin(CompletableFuture<?> response, Duration time)
      throws FailedException {
    try {
      response.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException unfinished) {
      return false;
    } catch (ExecutionException failed) {
      throw new FailedException(reason(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FailedException("was interrupted");
    }
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnusableResponseException) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException) {
        return "cannot be reached";
      }
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return "failed (%s)".formatted(cause);
  }
}
