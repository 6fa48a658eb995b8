package org.revcor.figure;

import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Parts of HTML pages that need no other files. */
public final class Html {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2933 }
      table { border-collapse: collapse; margin: 1rem 0; font-size: 14px }
      th, td { border-bottom: 1px solid #dde2e7; padding: .25rem .6rem; text-align: left; vertical-align: top }
      svg, img { max-width: 100%; height: auto; display: block; margin: 1rem 0 }
      pre { background: #f4f6f8; padding: .8rem; overflow-x: auto }
      """;

  private Html() {}

  public static String page(String title, String style, String body) {
    return """
    <!doctype html>
    <html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>
    <title>%s</title><style>%s%s</style>
    %s</html>
    """
        .formatted(escaped(title), STYLE, style, body);
  }

  public static String table(List<String> heads, List<? extends List<String>> rows) {
    String head = heads.stream().map(each -> "<th>" + escaped(each)).collect(Collectors.joining());
    String body =
        rows.stream()
            .map(
                row ->
                    "<tr>"
                        + row.stream()
                            .map(cell -> "<td>" + escaped(cell))
                            .collect(Collectors.joining()))
            .collect(Collectors.joining("\n"));
    return "<table><tr>%s%n%s</table>%n".formatted(head, body);
  }

  public static String image(byte[] png, String description) {
    return "<img src='data:image/png;base64,%s' alt='%s'>%n"
        .formatted(Base64.getEncoder().encodeToString(png), escaped(description));
  }

  /** Returns a text without characters that have a meaning in HTML. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&quot;");
  }
}
