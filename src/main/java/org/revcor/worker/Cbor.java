package org.revcor.worker;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

/** The form of messages between processes. */
public final class Cbor {
  private static final ObjectMapper MAPPER =
      CBORMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private Cbor() {}

  /** Returns the shared mapper; do not change its configuration. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }
}
