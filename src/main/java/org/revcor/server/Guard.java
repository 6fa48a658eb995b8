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
   * @param scheme {@code http} or {@code https}
   * @param host address that the server listens on
   * @param names further valid values of {@code Host} in lower case, for tunnels, published ports
   *     and proxies, with HTTP or HTTPS
   */
  Guard(String scheme, String host, int port, Set<String> names) {
    int standardPort = scheme.equals("https") ? 443 : 80;
    Set<String> own =
        Stream.concat(
                Stream.of("127.0.0.1", "localhost", "[::1]"),
                SettingsKeys.ALL_INTERFACES.contains(host)
                    ? Stream.of()
                    : Stream.of(host.contains(":") ? "[" + host + "]" : host))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .flatMap(
                name ->
                    port == standardPort
                        ? Stream.of(name, name + ":" + port)
                        : Stream.of(name + ":" + port))
            .collect(Collectors.toUnmodifiableSet());
    authorities =
        Stream.concat(own.stream(), names.stream()).collect(Collectors.toUnmodifiableSet());
    origins =
        Stream.concat(
                authorities.stream().map(name -> scheme + "://" + name),
                names.stream().map(name -> "https://" + name))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Checks a request.
   *
   * @throws ProblemException if it is from a page of another site
   */
  void check(HttpRequest request) {
    Optional<String> host = request.getHeader("Host").map(HttpHeader::value);
    if (host.isEmpty() || !authorities.contains(host.get().toLowerCase(Locale.ROOT))) {
      throw ProblemException.foreignOrigin(
          "Host is %s, which is not this server".formatted(host.orElse("missing")));
    }
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("origin") && !origins.contains(header.value().toLowerCase(Locale.ROOT))) {
        throw ProblemException.foreignOrigin(
            "Origin is %s, which is not this server".formatted(header.value()));
      }
    }
  }
}
