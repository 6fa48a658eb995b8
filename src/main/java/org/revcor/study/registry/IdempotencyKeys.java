package org.revcor.study.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The idempotency keys of the requests that created studies, by the id of the study. They are in a
 * file, which is written whole with each change. Thread-safe; changes block.
 */
final class IdempotencyKeys {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyKeys.class);
  private static final TypeReference<Map<String, RequestKey>> CONTENT = new TypeReference<>() {};

  private final Path file;
  private final ConcurrentSkipListMap<String, RequestKey> keys = new ConcurrentSkipListMap<>();

  /** A key of a client. */
  record RequestKey(String key, String request) {
    RequestKey {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(request, "request");
    }
  }

  private IdempotencyKeys(Path file) {
    this.file = file;
  }

  /**
   * Reads the keys. Those without a study are left out: their creation was not completed, or the
   * run directory was deleted.
   */
  static IdempotencyKeys read(Path file, Set<String> studies) {
    IdempotencyKeys all = new IdempotencyKeys(file);
    if (Files.exists(file)) {
      try {
        all.keys.putAll(Json.MAPPER.readValue(file.toFile(), CONTENT));
        all.keys.keySet().retainAll(studies);
      } catch (IOException damaged) {
        LOG.warn("{} cannot be read, so repeated requests create new studies", file, damaged);
      }
    }
    return all;
  }

  List<String> studies(String key) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue().key().equals(key))
        .map(Map.Entry::getKey)
        .toList();
  }

  boolean isOf(String id, RequestKey request) {
    return request.equals(keys.get(id));
  }

  /**
   * Adds the key of studies that are about to be created.
   *
   * @throws IOException if it cannot be written; it is not added then
   */
  synchronized void add(Collection<String> ids, RequestKey key) throws IOException {
    ids.forEach(id -> keys.put(id, key));
    try {
      write();
    } catch (IOException failed) {
      keys.keySet().removeAll(ids);
      throw failed;
    }
  }

  /** Releases the keys of studies that do not exist. */
  synchronized void remove(Collection<String> ids) {
    if (keys.keySet().removeAll(ids)) {
      try {
        write();
      } catch (IOException failed) { // the next process leaves them out
        LOG.warn("{} cannot be written", file, failed);
      }
    }
  }

  private void write() throws IOException {
    WholeFile.write(file, Json.MAPPER.writeValueAsBytes(keys));
  }
}
