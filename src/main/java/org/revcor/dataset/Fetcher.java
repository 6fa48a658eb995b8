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
import org.revcor.InvalidInputException;

/**
 * Gets published files from the first address that has them.
 *
 * <p>A file is downloaded as {@code NAME.part} beside its place, checked and then moved there, so
 * that a file in its place is whole. What an ended process leaves, the next one completes.
 */
public final class Fetcher {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

  private final Optional<String> mirror;
  private final FetchListener listener;
  private final Duration patience;

  /**
   * @param mirror address of a folder that has the files, asked in the publishers' place; checksums
   *     hold for it as well
   * @throws InvalidInputException if that is no address
   */
  public Fetcher(Optional<String> mirror, FetchListener listener) {
    this(mirror, listener, STALL_TIMEOUT);
  }

  /**
   * @param patience how long an address may send nothing
   */
  Fetcher(Optional<String> mirror, FetchListener listener, Duration patience) {
    this.mirror = mirror.map(Fetcher::folder);
    this.listener = listener;
    this.patience = patience;
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

  void tell(FetchProgress progress) {
    listener.progress(progress);
  }

  /**
   * Puts a file into its place.
   *
   * @param mirrors addresses of the publisher's folders, each with a slash at its end
   * @param home folder of its place, made if missing
   * @param advice which files to put where by hand
   * @return the file
   * @throws NotFetchedException if no address gives it
   * @throws IOException if it cannot be written
   */
  Path fetch(PublishedFile file, List<String> mirrors, Path home, String advice)
      throws IOException {
    Files.createDirectories(home);
    Path place = home.resolve(file.name());
    Path part = home.resolve(file.name() + ".part");
    List<String> refusals = new ArrayList<>();
    HttpClient client = client();
    try {
      Download download = new Download(client, patience, listener);
      for (String folder : mirror.map(List::of).orElse(mirrors)) {
        URI address = URI.create(folder + file.name());
        try {
          download.complete(file, address, part);
          Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
          return place;
        } catch (Download.Refusal refusal) {
          refusals.add("%s %s".formatted(address, refusal.getMessage()));
          listener.progress(
              new FetchProgress.Refused(address, String.valueOf(refusal.getMessage())));
        }
      }
    } finally {
      client.shutdownNow();
    }
    throw new NotFetchedException(
        "%s could not be fetched:%n%s%n%s"
            .formatted(file.name(), String.join(System.lineSeparator(), refusals), advice));
  }

  /** Keeps a file, or a folder, under another name. */
  void setAside(Path file) throws IOException {
    Path kept = file.resolveSibling(file.getFileName() + ".replaced");
    for (int number = 2; Files.exists(kept); number++) {
      kept = file.resolveSibling(file.getFileName() + ".replaced-" + number);
    }
    Files.move(file, kept);
    listener.progress(new FetchProgress.SetAside(file, kept));
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(CONNECT)
        .build();
  }
}
