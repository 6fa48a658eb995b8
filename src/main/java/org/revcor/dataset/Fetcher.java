package org.revcor.dataset;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;

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
}
