package org.revcor.study.specification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.schema.Json;

/**
 * Parses a HOCON file as a JSON tree.
 *
 * <p>Includes and environment variables are not allowed, so that the same file specifies the same
 * study on every machine.
 */
final class HoconFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final String EXPECTED = "a study file; docs/reference/study-file.md shows one";
  private static final Pattern ORIGIN = Pattern.compile("^.*?: (\\d+): ", Pattern.DOTALL);

  private HoconFile() {}

  /**
   * @throws InvalidInputException naming the file and the line
   */
  static JsonNode read(Path file) {
    return parse(text(file), file.toString());
  }

  /**
   * @throws InvalidInputException naming the text and the line
   */
  static JsonNode parse(String text, String name) {
    try {
      Config config =
          ConfigFactory.parseString(
                  text,
                  ConfigParseOptions.defaults()
                      .setSyntax(ConfigSyntax.CONF)
                      .setOriginDescription("file")
                      .setIncluder(new NoIncludes(name)))
              .resolve(ConfigResolveOptions.noSystem());
      return Json.MAPPER.readTree(config.root().render(ConfigRenderOptions.concise()));
    } catch (ConfigException malformed) {
      throw malformed(name, String.valueOf(malformed.getMessage()));
    } catch (StackOverflowError deep) {
      throw new InvalidInputException(name, "nested too deeply", EXPECTED);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns an object as the text of a file. */
  static String text(JsonNode object) {
    return ConfigFactory.parseString(object.toString())
        .root()
        .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
  }

  private static InvalidInputException malformed(String name, String message) {
    Matcher origin = ORIGIN.matcher(message);
    boolean located = origin.find();
    String reason =
        (located ? message.substring(origin.end()) : message).lines().findFirst().orElse("");
    return new InvalidInputException(
        located ? name + ", line " + origin.group(1) + "," : name,
        "not HOCON (" + reason + ")",
        EXPECTED);
  }

  private static String text(Path file) {
    InputFile input = new InputFile(file, EXPECTED);
    if (input.read(Files::size) > MAX_BYTES) {
      throw new InvalidInputException(file.toString(), "larger than 1 MiB", EXPECTED);
    }
    return input.text();
  }

  /** Rejects every {@code include} of HOCON. */
  record NoIncludes(String file)
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw refused(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      throw refused(what);
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refused(what);
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refused(what);
    }

    private InvalidInputException refused(Object what) {
      return new InvalidInputException(
          file, "a study file that includes " + what, "a study file without includes");
    }
  }
}
