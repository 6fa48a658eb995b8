package org.revcor.server;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Rejects requests from pages of other sites: in the user's browser they can reach a server on the
 * loopback interface. It does not protect against other programs, which can send any header.
 *
 * <p>DNS rebinding shows in {@code Host}, a page of another site in {@code Origin}; a page can
 * change neither.
 */
final class Guard {
  private final Set<String> authorities;
  private final Set<String> origins;

  /**
   * @param port port of the server
   * @param names further valid values of {@code Host} in lower case, for tunnels, published ports
   *     and proxies, with HTTP or HTTPS
   */
  Guard(int port, Set<String> names) {
    Set<String> loopback =
        Stream.of("127.0.0.1", "localhost", "[::1]")
            .flatMap(
                host -> port == 80 ? Stream.of(host, host + ":80") : Stream.of(host + ":" + port))
            .collect(Collectors.toUnmodifiableSet());
    authorities =
        Stream.concat(loopback.stream(), names.stream()).collect(Collectors.toUnmodifiableSet());
    origins =
        Stream.concat(
                authorities.stream().map(host -> "http://" + host),
                names.stream().map(host -> "https://" + host))
            .collect(Collectors.toUnmodifiableSet());
  }

  Optional<Problem> check(HttpRequest request) {
    Optional<String> host = request.getHeader("Host").map(HttpHeader::value);
    if (host.isEmpty() || !authorities.contains(host.get().toLowerCase(Locale.ROOT))) {
      return Optional.of(
          Problem.foreignOrigin(
              "Host is %s, which is not this server".formatted(host.orElse("missing"))));
    }
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("origin") && !origins.contains(header.value().toLowerCase(Locale.ROOT))) {
        return Optional.of(
            Problem.foreignOrigin(
                "Origin is %s, which is not this server".formatted(header.value())));
      }
    }
    return Optional.empty();
  }
}
