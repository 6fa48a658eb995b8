package org.revcor.dataset;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;

/**
 * Downloads published files from the first address that has them.
 *
 * <p>A file is downloaded as {@code NAME.part}, checked and then renamed, so that a file under its
 * final name is complete. An interrupted download is resumed by the next process.
 */
public final class Fetcher {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

  private final Optional<String> mirror;
  private final Consumer<FetchProgress> listener;
  private final Duration stallTimeout;

  /**
   * @param mirror address of a folder that has the files, used instead of the publishers'
   *     addresses; checksums are the same
   * @param listener receives the progress, on the thread that fetches
   * @throws InvalidInputException if it is not an http or https address
   */
  public Fetcher(Optional<String> mirror, Consumer<FetchProgress> listener) {
    this(mirror, listener, STALL_TIMEOUT);
  }

  /**
   * @param stallTimeout maximum time without a new byte
   */
  Fetcher(Optional<String> mirror, Consumer<FetchProgress> listener, Duration stallTimeout) {
    this.mirror = mirror.map(Fetcher::folder);
    this.listener = listener;
    this.stallTimeout = stallTimeout;
  }

  private static String folder(String address) {
    boolean usable;
    try {
      URI uri = new URI(address);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      usable = uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"));
    } catch (URISyntaxException noAddress) {
      usable = false;
    }
    if (!usable) {
      throw new InvalidInputException(
          "mirror", address, "the http or https address of a folder of the files");
    }
    return address.endsWith("/") ? address : address + "/";
  }

  void report(FetchProgress progress) {
    listener.accept(progress);
  }

  /**
   * Downloads a file.
   *
   * @param mirrors addresses of the publisher's folders, each with a slash at its end
   * @param home the file's folder, created if missing
   * @param advice how to install the files by hand, for the message of a failure
   * @return the file
   * @throws NotFetchedException if no address sends it
   * @throws IOException if it cannot be written
   */
  Path fetch(PublishedFile file, List<String> mirrors, Path home, String advice)
      throws IOException {
    Files.createDirectories(home);
    Path target = home.resolve(file.name());
    Path part = home.resolve(file.name() + ".part");
    List<String> failures = new ArrayList<>();
    HttpClient client = client();
    try {
      Download download = new Download(client, stallTimeout, listener);
      for (String folder : mirror.map(List::of).orElse(mirrors)) {
        URI address = URI.create(folder + file.name());
        try {
          download.complete(file, address, part);
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
          return target;
        } catch (Download.FailedException failed) {
          failures.add("%s %s".formatted(address, failed.getMessage()));
          listener.accept(new FetchProgress.Refused(address, String.valueOf(failed.getMessage())));
        }
      }
    } finally {
      client.shutdownNow();
    }
    throw new NotFetchedException(
        "%s could not be fetched:%n%s%n%s"
            .formatted(file.name(), String.join(System.lineSeparator(), failures), advice));
  }

  /** Renames a file or folder to {@code NAME.replaced}, or {@code NAME.replaced-2} and so on. */
  void setAside(Path file) throws IOException {
    Path kept = file.resolveSibling(file.getFileName() + ".replaced");
    for (int number = 2; Files.exists(kept); number++) {
      kept = file.resolveSibling(file.getFileName() + ".replaced-" + number);
    }
    Files.move(file, kept);
    listener.accept(new FetchProgress.SetAside(file, kept));
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  /**
   * A data set could not be fetched. The message states the error of each address and how to
   * install the files by hand.
   */
  public static final class NotFetchedException extends RevcorException {
    private static final long serialVersionUID = 1L;

    NotFetchedException(String message) {
      super(message);
    }
  }

  /**
   * A file of a publisher.
   *
   * @param name the published file name
   * @param bytes length of the file
   * @param sha256 SHA-256 in hexadecimal digits
   */
  public record PublishedFile(String name, long bytes, String sha256) {
    /** Returns the digest, {@code sha256:...}. */
    String digest() {
      return "sha256:" + sha256;
    }
  }

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
}
