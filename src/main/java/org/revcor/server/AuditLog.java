package org.revcor.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.server.access.TokenFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of requests that change something, and of those that were refused for their token: one
 * line of JSON each, in files of a limited size. Refused requests (4xx), which anyone can send,
 * have files of their own, so they displace no line of a change.
 */
final class AuditLog {
  static final long MAX_FILE_BYTES = 10L << 20;

  /** Files with earlier lines. */
  static final int MAX_EARLIER_FILES = 9;

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /** Paths where POST changes nothing, and leases, which the response log records. */
  private static final Pattern UNRECORDED =
      Pattern.compile("/leases|/stimuli$|/recommendations$|/study-files$");

  private static final int MAX_CHARACTERS = 500;
  private static final Set<Integer> NOT_PERMITTED = Set.of(401, 403);
  private static final int TOO_MANY = 429;

  private final Path changes;
  private final Path refused;
  private final long maxBytes;
  private boolean isFailing;

  private AuditLog(Path file, long maxBytes) {
    this.changes = file;
    this.refused = file.resolveSibling(file.getFileName().toString().replace(".", "-refused."));
    this.maxBytes = maxBytes;
  }

  /**
   * A request and its result.
   *
   * @param time an ISO instant
   * @param token name of the token; null without a valid one
   * @param from address of the client
   * @param request id of the request
   * @param location path of what was created; null for other requests
   */
  record Entry(
      String time,
      @Nullable String token,
      String from,
      String method,
      String path,
      int status,
      String request,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String location) {

    /**
     * Returns the entry of a request; empty if none is required, as beyond a limit of a token.
     *
     * @param endpoint path of the endpoint with its variables
     * @param isBehindProxy whether a header names the client
     */
    static Optional<Entry> of(
        HttpRequest request, String endpoint, HttpResponse response, boolean isBehindProxy) {
      String method = request.method().name();
      int status = response.status().intValue();
      boolean isChange = !READING.contains(method) && !UNRECORDED.matcher(endpoint).find();
      if (status == TOO_MANY || (!NOT_PERMITTED.contains(status) && !isChange)) {
        return Optional.empty();
      }
      return Optional.of(
          new Entry(
              Clock.systemUTC().instant().toString(),
              Caller.of(response).name(),
              recorded(from(request, isBehindProxy)),
              method,
              recorded(request.getUri().path()),
              status,
              RequestId.of(request),
              response.getHeader("Location").map(HttpHeader::value).orElse(null)));
    }

    /** Returns the client of a proxy, which adds its address at the end, or of this server. */
    private static String from(HttpRequest request, boolean isBehindProxy) {
      Optional<String> forwarded =
          StreamSupport.stream(request.getHeaders().spliterator(), false)
              .filter(header -> isBehindProxy && header.is("x-forwarded-for"))
              .map(HttpHeader::value)
              .reduce((earlier, later) -> later);
      return forwarded
          .map(addresses -> addresses.substring(addresses.lastIndexOf(',') + 1).strip())
          .orElseGet(
              () ->
                  request
                      .getAttribute(AttributeKeys.remoteAddress)
                      .flatMap(address -> address.getAddress())
                      .map(address -> address.getHostAddress())
                      .orElse(""));
    }

    private static String recorded(String given) {
      String text = TokenFile.withoutTokens(given);
      return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
    }
  }

  /**
   * Creates the actor, which blocks while it writes. If it cannot write, it logs this once, and
   * tries again with the next entry.
   *
   * @param file file of the newest lines, such as {@code audit.jsonl}; earlier ones have numbers,
   *     and refused requests go to {@code audit-refused.jsonl}
   * @param maxBytes size at which a new file begins
   */
  static Behavior<Entry> create(Path file, long maxBytes) {
    return Behaviors.setup(
        context -> {
          AuditLog log = new AuditLog(file, maxBytes);
          return Behaviors.receiveMessage(
              entry -> {
                log.append(entry);
                return Behaviors.same();
              });
        });
  }

  private void append(Entry entry) {
    Path file = entry.status() / 100 == 4 ? refused : changes;
    try {
      if (Files.exists(file) && Files.size(file) >= maxBytes) {
        rotate(file);
      }
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              WholeFile.ownerOnly(file))) {
        channel.write(ByteBuffer.wrap((Json.line(entry) + "\n").getBytes(StandardCharsets.UTF_8)));
      }
      isFailing = false;
    } catch (IOException unwritten) {
      if (!isFailing) {
        LOG.error("requests are not recorded, since {} cannot be written", file, unwritten);
      }
      isFailing = true;
    }
  }

  private static void rotate(Path file) throws IOException {
    for (int number = MAX_EARLIER_FILES; number > 0; number--) {
      Path from = number == 1 ? file : earlier(file, number - 1);
      if (Files.exists(from)) {
        Files.move(from, earlier(file, number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path earlier(Path file, int number) {
    return file.resolveSibling(file.getFileName().toString().replace(".", "." + number + "."));
  }
}
