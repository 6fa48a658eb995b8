package org.revcor.study.served;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.observer.ServedModel;

/**
 * The servers that studies may send stimuli to, and the bearer tokens for them.
 *
 * @param hosts names or addresses in lower case; with a port, only that one
 * @param tokens bearer tokens by host, with or without a port
 * @param timeout maximum time of a request
 */
public record ServedAccess(Set<String> hosts, Map<String, String> tokens, Duration timeout) {
  /** Names of this machine. */
  public static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

  /** Allows no server. */
  public static final ServedAccess NONE = new ServedAccess(Set.of(), Map.of(), Duration.ZERO);

  private static final String MASK = "***";

  public ServedAccess {
    hosts = Set.copyOf(hosts);
    tokens = Map.copyOf(tokens);
  }

  /**
   * Reads tokens: a host and a token, separated by a space, per line or comma.
   *
   * @throws IllegalArgumentException if the text has another form; the message has no token
   */
  public static Map<String, String> readTokens(String text) {
    Map<String, String> tokens = new HashMap<>();
    Stream.of(text.split("[,\\r\\n]+"))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(entry -> entry.split("\\s+"))
        .forEach(
            entry -> {
              if (entry.length != 2
                  || entry[0].contains("/")
                  || !entry[1].matches("[A-Za-z0-9._~+/=-]+")) {
                throw new IllegalArgumentException("not a host and a token");
              }
              tokens.put(entry[0].toLowerCase(Locale.ROOT), entry[1]);
            });
    return tokens;
  }

  /**
   * Requires that a study may use a model.
   *
   * @param trials maximum number of trials of the study; empty without a maximum
   * @throws InvalidInputException if it has more trials than {@link ServedModel#maxQueries}, or as
   *     {@link #require(ServedModel)}
   */
  public void require(ServedModel model, Optional<Long> trials) {
    require(model);
    if (trials.orElse(0L) > model.maxQueries()) {
      throw new InvalidInputException(
          "study.stop.max-trials",
          Long.toString(trials.get()),
          "at most %d, which is observer.served.max-queries".formatted(model.maxQueries()));
    }
  }

  /**
   * Requires that a model's server is allowed, and that a token for it is not sent in plain text to
   * another machine.
   *
   * @throws InvalidInputException otherwise
   */
  void require(ServedModel model) {
    URI url = URI.create(model.url());
    if (find(hosts.stream().toList(), url).isEmpty()) {
      throw new InvalidInputException(
          "study.observer.served.url",
          model.url(),
          "at a host that the setting served.hosts names; "
              + (hosts.isEmpty()
                  ? "it names none"
                  : "it names " + String.join(", ", hosts.stream().sorted().toList())));
    }
    if (tokenFor(url).isPresent()
        && !"https".equals(url.getScheme())
        && !LOOPBACK.contains(host(url))) {
      throw new InvalidInputException(
          "study.observer.served.url",
          model.url(),
          "https, since the settings have a token for this host");
    }
  }

  /** Returns the token for a server. */
  Optional<String> tokenFor(URI url) {
    return find(tokens.keySet().stream().toList(), url).map(tokens::get);
  }

  /** Returns a text of a server without tokens. */
  String masked(String text) {
    String result = text;
    for (String token : longestFirst(tokens.values())) {
      result = result.replace(token, MASK);
    }
    return result;
  }

  /** Returns tokens in an order in which none is replaced as a part of another. */
  private static List<String> longestFirst(Collection<String> tokens) {
    return tokens.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
  }

  /** Returns the hosts only, since the text may be logged. */
  @Override
  public String toString() {
    return "ServedAccess" + hosts;
  }

  /** Returns the entry for a server, with its port if there is one. */
  private static Optional<String> find(List<String> entries, URI url) {
    int standard = "https".equals(url.getScheme()) ? 443 : 80;
    String withPort = host(url) + ":" + (url.getPort() < 0 ? standard : url.getPort());
    return Stream.of(withPort, host(url)).filter(entries::contains).findFirst();
  }

  private static String host(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT);
  }
}
