package org.revcor.dataset;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server of files in folders, on this machine. */
public final class MirrorServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int stallsAfter = Integer.MAX_VALUE;

  public MirrorServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String put(String folder, String name, byte[] content) {
    files.put("/" + folder + "/" + name, content.clone());
    return folder(folder);
  }

  public String folder(String folder) {
    return "http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), folder);
  }

  /** Stalls each response after a number of bytes from now on. */
  public void stallAfter(int bytes) {
    stallsAfter = bytes;
  }

  /** Returns all requests in their order, as {@code path}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    byte[] content = files.get(path);
    try (exchange) {
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, content.length);
      send(exchange, content);
    }
  }

  private void send(HttpExchange exchange, byte[] content) throws IOException {
    OutputStream body = exchange.getResponseBody();
    int bytes = Math.min(content.length, stallsAfter);
    body.write(content, 0, bytes);
    body.flush();
    if (bytes < content.length) {
      try {
        closed.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
