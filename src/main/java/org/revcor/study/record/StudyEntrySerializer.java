package org.revcor.study.record;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.revcor.schema.Json;
import org.revcor.schema.JsonErrors;

/**
 * Serializes entries as JSON, with their format version as manifest.
 *
 * <p>Unreadable bytes become a {@link Stored.Unreadable}, not an exception: the store treats a row
 * that throws as absent, and its actor would overwrite it.
 */
final class StudyEntrySerializer extends SerializerWithStringManifest {
  /** The format of most entries; every change that old readers cannot read needs a new number. */
  static final String VERSION = "study/1";

  /** The format of queued studies, whose state earlier versions do not know. */
  static final String QUEUED_VERSION = "study/2";

  /** Stored in every row; must never change. */
  private static final int IDENTIFIER = 1_820_642_183;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object entry) {
    return entry instanceof StudyEntry study && study.state() == StudyState.QUEUED
        ? QUEUED_VERSION
        : VERSION;
  }

  @Override
  public byte[] toBinary(Object entry) {
    if (!(entry instanceof StudyEntry)) {
      throw new IllegalArgumentException("not an entry: " + entry);
    }
    return Uncheck.get(() -> Json.STRICT.writeValueAsBytes(entry));
  }

  @Override
  public Stored fromBinary(byte[] bytes, String manifest) {
    return read(bytes, manifest);
  }

  static Stored read(byte[] bytes, String manifest) {
    if (!manifest.equals(VERSION) && !manifest.equals(QUEUED_VERSION)) {
      return new Stored.Unreadable(
          "has the format %s, but this Revcor reads %s and %s; a newer Revcor wrote it"
              .formatted(manifest, VERSION, QUEUED_VERSION));
    }
    try {
      return Json.STRICT.readValue(bytes, StudyEntry.class);
    } catch (JacksonException damaged) {
      return new Stored.Unreadable("is damaged: it is " + JsonErrors.words(damaged));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
