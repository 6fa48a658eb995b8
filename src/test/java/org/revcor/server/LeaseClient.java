package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.revcor.file.Npy;

record LeaseClient(RunningServer server, String study, String name) {
  /**
   * A leased block.
   *
   * @param stimuli n x C x H x W
   */
  record Block(String lease, long index, Npy.Array stimuli) {}

  /** Requests a block; empty if there is none now, or the study has ended. */
  Optional<Block> lease(String wait) {
    HttpResponse<byte[]> response = request(wait);
    assertThat(response.statusCode())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isIn(200, 204, 409);
    return response.statusCode() == 200
        ? Optional.of(
            new Block(
                response.headers().firstValue("Revcor-Lease").orElseThrow(),
                response.headers().firstValueAsLong("Revcor-Block").orElseThrow(),
                Npy.read(response.body())))
        : Optional.empty();
  }

  /** Waits for a block, which must come. */
  Block lease() {
    return lease("20").orElseThrow();
  }

  HttpResponse<byte[]> request(String wait) {
    try {
      return server
          .client()
          .send(
              server
                  .request(path() + "?source=" + name + "&wait=" + wait)
                  .method("POST", BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> put(String lease, byte[] outputs) {
    return server.send(
        server
            .request(path() + "/" + lease, "Content-Type", "application/x-npy")
            .PUT(BodyPublishers.ofByteArray(outputs)));
  }

  /** Sends outputs, which must be accepted. */
  void respond(Block block, byte[] outputs) {
    expect(204, put(block.lease(), outputs));
  }

  HttpResponse<String> giveBack(String lease) {
    return server.send("DELETE", path() + "/" + lease);
  }

  private String path() {
    return "/api/v1/studies/" + study + "/leases";
  }
}
