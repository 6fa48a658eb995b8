package org.revcor.study.specification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;

/**
 * Parses a HOCON file as a JSON tree.
 *
 * <p>Includes and environment variables are not allowed, so that the same file specifies the same
 * study on every machine.
 */
final class HoconFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final String EXPECTED = "a study file; docs/study-file.md shows one";
  private static final Pattern ORIGIN = Pattern.compile("^.*?: (\\d+): ", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private HoconFile() {}

  /**
   * @throws InvalidInputException naming the file and the line
   */
  static JsonNode read(Path file) {
    String text = text(file);
    try {
      Config config =
          ConfigFactory.parseString(
                  text,
                  ConfigParseOptions.defaults()
                      .setSyntax(ConfigSyntax.CONF)
                      .setOriginDescription("file")
                      .setIncluder(new NoIncludes()))
              .resolve(ConfigResolveOptions.noSystem());
      return JSON.readTree(config.root().render(ConfigRenderOptions.concise()));
    } catch (NoIncludes.Refused include) {
      throw new InvalidInputException(
          file.toString(),
          "a study file that includes " + include.getMessage(),
          "a study file without includes");
    } catch (ConfigException malformed) {
      throw malformed(file, String.valueOf(malformed.getMessage()));
    } catch (StackOverflowError deep) {
      throw new InvalidInputException(file.toString(), "nested too deeply", EXPECTED);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static InvalidInputException malformed(Path file, String message) {
    Matcher origin = ORIGIN.matcher(message);
    boolean located = origin.find();
    String reason =
        (located ? message.substring(origin.end()) : message).lines().findFirst().orElse("");
    return new InvalidInputException(
        located ? file + ", line " + origin.group(1) + "," : file.toString(),
        "not HOCON (" + reason + ")",
        EXPECTED);
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new InvalidInputException(file.toString(), "a folder", EXPECTED);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidInputException(file.toString(), "larger than 1 MiB", EXPECTED);
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (NoSuchFileException missing) {
      throw new InvalidInputException(file.toString(), "missing", EXPECTED);
    } catch (CharacterCodingException binary) {
      throw new InvalidInputException(file.toString(), "not UTF-8 text", EXPECTED);
    } catch (IOException unreadable) {
      throw new InvalidInputException(
          file.toString(), "not readable (" + unreadable + ")", EXPECTED);
    }
  }
}
