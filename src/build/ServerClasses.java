import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds the classes that a server loads to the list of those that a study loads, for the archive of
 * classes. The build runs {@code java src/build/ServerClasses.java LIST COMMAND...}; the command
 * starts the demonstration, and writes the classes that it loads to LIST.server.
 */
final class ServerClasses {
  private static final String ADDRESS = "Dashboard: ";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final int MAX_SECONDS = 60;
  private static final int INTERVAL_MILLIS = 100;

  private ServerClasses() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path list = Path.of(arguments[0]);
    ProcessBuilder command =
        new ProcessBuilder(Arrays.copyOfRange(arguments, 1, arguments.length))
            .redirectErrorStream(true);
    Process server = command.start();
    try (BufferedReader output = server.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith(ADDRESS)) {
        line = output.readLine();
      }
      if (line != null) {
        watchStudy(URI.create(line.substring(ADDRESS.length())));
      }
    } finally {
      server.destroy();
      server.waitFor();
    }
    // without the numbers of the classes, which both lists count from 0
    List<String> classes = new ArrayList<>(Files.readAllLines(list));
    classes.addAll(Files.readAllLines(Path.of(list + ".server")));
    Files.write(
        list,
        classes.stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst(" id: \\d+$", ""))
            .distinct()
            .toList());
  }

  /** Opens the page and the live feed of the first race, as a browser does, until it has ended. */
  private static void watchStudy(URI server) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    get(client, server);
    URI studies = server.resolve("api/v1/studies?search=structured");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    boolean isOpen = false;
    for (String study = ""; !study.contains("\"finished\"") && System.nanoTime() < end; ) {
      study = get(client, studies);
      Matcher id = ID.matcher(study);
      if (!isOpen && id.find()) {
        isOpen = true;
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(
                    server
                        .resolve("api/v1/studies/" + id.group(1) + "/live")
                        .toString()
                        .replaceFirst("http", "ws")),
                new WebSocket.Listener() {})
            .join();
      }
      Thread.sleep(INTERVAL_MILLIS);
    }
  }

  private static String get(HttpClient client, URI address)
      throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }
}
