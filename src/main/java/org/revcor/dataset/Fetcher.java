package org.revcor.dataset;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;

/**
 * Downloads published files from the first address that has them.
 *
 * <p>A file is downloaded as {@code NAME.part}, checked and then renamed, so that a file under its
 * final name is complete.
 */
public final class Fetcher {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration REPORT_INTERVAL = Duration.ofMillis(250);
  private static final int OK = 200;

  private final Optional<String> mirror;
  private final Progress progress;
  private final Duration stallTimeout;

  /**
   * @param mirror address of a folder that has the files, used instead of the publishers'
   *     addresses; checksums are the same
   * @throws InvalidInputException if it is not an http or https address
   */
  public Fetcher(Optional<String> mirror, Progress progress) {
    this(mirror, progress, STALL_TIMEOUT);
  }

  Fetcher(Optional<String> mirror, Progress progress, Duration stallTimeout) {
    this.mirror = mirror.map(Fetcher::folder);
    this.progress = progress;
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

  void report(String event) {
    progress.tell(event);
  }

  /**
   * Downloads a file.
   *
   * @param mirrors addresses of the publisher's folders, each with a slash at its end
   * @param advice how to install the files by hand, for the message of a failure
   * @throws NotFetchedException if no address sends it
   */
  Path fetch(PublishedFile file, List<String> mirrors, Path home, String advice)
      throws IOException {
    Files.createDirectories(home);
    Path part = home.resolve(file.name() + ".part");
    List<String> failures = new ArrayList<>();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    try {
      for (String folder : mirror.map(List::of).orElse(mirrors)) {
        URI address = URI.create(folder + file.name());
        Optional<String> failure = download(client, file, address, part);
        if (failure.isEmpty()) {
          WholeFile.sync(part);
          return Files.move(part, home.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(part);
        failures.add("%s %s".formatted(address, failure.get()));
        report(failures.getLast());
      }
    } finally {
      client.shutdownNow();
    }
    throw new NotFetchedException(
        "%s could not be fetched:%n%s%n%s"
            .formatted(file.name(), String.join(System.lineSeparator(), failures), advice));
  }

  /** Downloads a file and checks its SHA-256; returns why that failed, after the address. */
  private Optional<String> download(HttpClient client, PublishedFile file, URI address, Path part)
      throws IOException {
    report("downloading %s (%,d bytes)".formatted(address, file.bytes()));
    CompletableFuture<HttpResponse<Path>> response =
        client.sendAsync(
            HttpRequest.newBuilder(address).header("User-Agent", "revcor").build(),
            BodyHandlers.ofFile(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING));
    try {
      return receive(response, file, part);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      return Optional.of(
          cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException
              ? "cannot be reached"
              : "failed (%s)".formatted(cause));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.of("was interrupted");
    } finally {
      response.cancel(true);
    }
  }

  private Optional<String> receive(
      CompletableFuture<HttpResponse<Path>> response, PublishedFile file, Path part)
      throws IOException, ExecutionException, InterruptedException {
    long received = 0;
    long since = System.nanoTime();
    while (true) {
      try {
        int status = response.get(REPORT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        if (status != OK) {
          return Optional.of("returned status " + status);
        }
        String digest = Digest.of(part);
        return digest.equals("sha256:" + file.sha256())
            ? Optional.empty()
            : Optional.of(
                "sent a file with SHA-256 %s, not %s"
                    .formatted(digest.replace("sha256:", ""), file.sha256()));
      } catch (TimeoutException unfinished) {
        long now = Files.exists(part) ? Files.size(part) : 0;
        if (now > file.bytes()) {
          return Optional.of("sent more than %,d bytes".formatted(file.bytes()));
        }
        if (now != received) {
          received = now;
          since = System.nanoTime();
          progress.receive(file, now);
        } else if (System.nanoTime() - since > stallTimeout.toNanos()) {
          return Optional.of("sent nothing for %d s".formatted(stallTimeout.toSeconds()));
        }
      }
    }
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

  /** Told of a download. */
  public interface Progress {
    /** Some of a file has arrived. */
    default void receive(PublishedFile file, long bytes) {}

    void tell(String event);
  }

  /**
   * A file of a publisher.
   *
   * @param sha256 SHA-256 in hexadecimal digits
   */
  public record PublishedFile(String name, long bytes, String sha256) {}
}
