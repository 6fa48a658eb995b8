package org.revcor.study.run;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.revcor.FreePort;
import org.revcor.observer.Observer;
import org.revcor.observer.OutputKind;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.schema.Json;

/**
 * A server of the Open Inference Protocol that runs a network of Revcor. As Triton it takes and
 * sends numbers as bytes and refuses requests when its queue is full. As DJL Serving it takes and
 * sends flat lists in JSON, and is not ready at first.
 */
public final class InferenceFixture implements AutoCloseable {
  /** The server that it acts as. */
  public enum Kind {
    TRITON,
    DJL
  }

  /** A response that is sent in place of outputs. */
  private record Reply(int status, String body, String header, String value, int cut) {}

  /** Writes a response. */
  private interface Response {
    void write() throws IOException;
  }

  private static final String PATH = "/v2/models/mnist";

  private final Kind kind;
  private final OutputKind output;
  private final Observer network;
  private final int port;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final AtomicInteger inProgress = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong stimuli = new AtomicLong();
  private final AtomicInteger largest = new AtomicInteger();
  private final AtomicInteger mostParallel = new AtomicInteger();
  private final Set<String> credentials = ConcurrentHashMap.newKeySet();
  private volatile String version = "1";
  private volatile String datatype = "FP32";
  private volatile int maxInProgress = Integer.MAX_VALUE;
  private volatile long changesAfter = Long.MAX_VALUE;
  private volatile long heldAfter = Long.MAX_VALUE;
  private volatile boolean stalls;
  private volatile boolean unloads;
  private final AtomicInteger missingMetadata = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private HttpServer server;

  private InferenceFixture(Kind kind, OutputKind output, Path folder) {
    this.kind = kind;
    this.output = output;
    this.network = new Catalogue(folder).named("mnist-cnn").load(Device.cpu());
    this.server = listen(FreePort.find());
    this.port = server.getAddress().getPort();
  }

  public static InferenceFixture start(Kind kind, OutputKind output, Path folder) {
    return new InferenceFixture(kind, output, folder);
  }

  private HttpServer listen(int at) {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 64);
      created.setExecutor(threads);
      created.createContext("/", this::handle);
      created.start();
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Returns the observer of a study file. */
  public String observer(String more) {
    return """
    "served": {"url": "%s", "model": "mnist", "input": [1, 28, 28], "output": "%s", "classes": 10%s}\
    """
        .formatted(url(), output.word(), more);
  }

  /** Stops listening; open connections are closed. */
  public void goAway() {
    server.stop(0);
  }

  public void comeBack() {
    server = listen(port);
  }

  /** Serves another version from now on. */
  public void serveVersion(String other) {
    version = other;
  }

  /** Serves version 2 after a number of stimuli. */
  void changeVersionAfter(long count) {
    changesAfter = count;
  }

  /** States another type of the input. */
  void takes(String other) {
    datatype = other;
  }

  /** Responds with 503 to requests beyond a number in progress. */
  void limitQueue(int most) {
    maxInProgress = most;
  }

  /** Sends a response to the next requests for outputs, once each time. */
  public synchronized void replyNext(
      int times, int status, String body, String header, String value) {
    for (int i = 0; i < times; i++) {
      replies.add(new Reply(status, body, header, value, 0));
    }
  }

  /** Ends the connection within the next responses. */
  synchronized void cutNext(int times) {
    for (int i = 0; i < times; i++) {
      replies.add(new Reply(200, "{\"outputs\": [", "X-Cut", "yes", 1000));
    }
  }

  /** Responds to no further request for outputs until it is closed. */
  void stall() {
    stalls = true;
  }

  /** Responds to further requests for outputs only when it is released. */
  void holdAfter(long count) {
    heldAfter = count;
  }

  /** Responds to held requests and to all further ones. */
  void release() {
    released.countDown();
  }

  /** Returns whether no outputs are being computed. */
  boolean isIdle() {
    return inProgress.get() == 0;
  }

  /** Does not know the model in the next request for outputs and two requests for metadata. */
  void unload() {
    unloads = true;
  }

  private synchronized Reply nextReply() {
    return replies.poll();
  }

  /** Returns the number of stimuli whose outputs were computed. */
  public long stimuli() {
    return stimuli.get();
  }

  /** Returns the number of requests that a full queue has refused. */
  int refused() {
    return refused.get();
  }

  int largestBatch() {
    return largest.get();
  }

  int mostParallel() {
    return mostParallel.get();
  }

  /** Returns the values of the header Authorization. */
  public Set<String> credentials() {
    return credentials;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        credentials.add(authorization);
      }
      String path = exchange.getRequestURI().getPath();
      if (path.equals(PATH + "/infer")) {
        mostParallel.accumulateAndGet(inProgress.incrementAndGet(), Math::max);
        Response response;
        try {
          response = infer(exchange, body);
        } finally { // before the response, after which its client may send another request
          inProgress.decrementAndGet();
        }
        response.write();
      } else if (path.equals("/v2") && kind == Kind.TRITON) {
        send(exchange, 200, "{\"name\": \"triton\", \"extensions\": [\"binary_tensor_data\"]}");
      } else if (path.equals(PATH)
          && missingMetadata.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        send(exchange, 200, metadata());
      } else {
        send(exchange, 404, "{\"error\": \"not found\"}");
      }
    }
  }

  private String metadata() {
    return """
    {"name": "mnist", "versions": ["%s"], "platform": "pytorch_torchscript",
     "inputs": [{"name": "image", "datatype": "%s", "shape": [-1, 1, 28, 28]}],
     "outputs": [{"name": "out", "datatype": "%s", "shape": %s}]}\
    """
        .formatted(version, datatype, labels() ? "INT64" : "FP32", labels() ? "[-1]" : "[-1, 10]");
  }

  private boolean labels() {
    return output == OutputKind.LABELS;
  }

  private Response infer(HttpExchange exchange, byte[] body) throws IOException {
    if (stalls) {
      await(closed);
      return () -> {};
    }
    if (stimuli.get() >= heldAfter) {
      await(released);
    }
    if (unloads) {
      unloads = false;
      missingMetadata.set(2);
      return () -> send(exchange, 400, "{\"error\": \"unknown model\"}");
    }
    Reply reply = nextReply();
    if (reply != null) {
      return () -> send(exchange, reply);
    }
    if (inProgress.get() > maxInProgress) {
      refused.incrementAndGet();
      return () ->
          send(exchange, new Reply(503, "{\"error\": \"queue full\"}", "Retry-After", "1", 0));
    }
    String length = exchange.getRequestHeaders().getFirst("Inference-Header-Content-Length");
    int jsonBytes = length == null ? body.length : Integer.parseInt(length);
    JsonNode request = Json.MAPPER.readTree(body, 0, jsonBytes);
    JsonNode input = request.path("inputs").path(0);
    int trials = input.path("shape").path(0).asInt();
    float[] images = new float[trials * 784];
    if (kind == Kind.TRITON) {
      ByteBuffer bytes =
          ByteBuffer.wrap(body, jsonBytes, body.length - jsonBytes).order(ByteOrder.LITTLE_ENDIAN);
      bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(images);
    } else {
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) input.path("data").required(i).doubleValue();
      }
    }
    float[] outputs = outputs(images, trials);
    largest.accumulateAndGet(trials, Math::max);
    if (stimuli.addAndGet(trials) > changesAfter) {
      version = "2";
    }
    String name = request.path("outputs").path(0).path("name").asText();
    return () -> sendOutputs(exchange, name, trials, outputs);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized float[] outputs(float[] images, int trials) {
    return NetworkOutputs.of(network, images, trials, output);
  }

  private void sendOutputs(HttpExchange exchange, String name, int trials, float[] outputs)
      throws IOException {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.put("model_name", "mnist");
    if (kind == Kind.TRITON) {
      response.put("model_version", version);
    }
    ObjectNode tensor = response.putArray("outputs").addObject();
    tensor.put("name", name).put("datatype", labels() ? "INT64" : "FP32");
    ArrayNode shape = tensor.putArray("shape").add(trials);
    if (!labels()) {
      shape.add(10);
    }
    if (kind == Kind.DJL) {
      ArrayNode data = tensor.putArray("data");
      for (float value : outputs) {
        data.add((double) value);
      }
      send(exchange, 200, response.toString());
      return;
    }
    ByteBuffer numbers =
        ByteBuffer.allocate(outputs.length * (labels() ? 8 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : outputs) {
      if (labels()) {
        numbers.putLong((long) value);
      } else {
        numbers.putFloat(value);
      }
    }
    tensor.putObject("parameters").put("binary_data_size", numbers.capacity());
    byte[] json = response.toString().getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Inference-Header-Content-Length", Integer.toString(json.length));
    exchange.sendResponseHeaders(200, json.length + (long) numbers.capacity());
    exchange.getResponseBody().write(json);
    exchange.getResponseBody().write(numbers.array());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, new Reply(status, body, "Content-Type", "application/json", 0));
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set(reply.header(), reply.value());
    exchange.sendResponseHeaders(reply.status(), bytes.length + (long) reply.cut());
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    closed.countDown();
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
    network.close();
  }
}
