package org.revcor.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.revcor.observer.file.TorchScriptNetworks;

/**
 * TorchScript files that harm the process that runs them: {@code linear.pt} of the test resources,
 * for images of 1 x 4 x 4 and three classes, with other code.
 */
public final class HostileNetwork {
  /** Most images of an inspection; a network that harms only larger batches passes it. */
  public static final int INSPECTED = 3;

  /** Writes to the output of its process. */
  public static final String PRINTS =
      """
          print("a network prints")
          y = x
      """;

  private HostileNetwork() {}

  /** Divides integers by zero in batches of more than so many images. */
  public static String dividesByZero(int images) {
    return inLargerBatches(
        images, "torch.add(x, torch.remainder(1, torch.sub(n, torch.size(x, 0))))");
  }

  /** Allocates 64 TB in batches of more than so many images. */
  public static String allocatesAtOnce(int images) {
    return inLargerBatches(
        images, "torch.add(x, torch.sum(torch.zeros([1024, 1024, 1024, 16384], dtype=6)))");
  }

  /** Returns the images, or an expression of them in batches of more than so many images. */
  public static String inLargerBatches(int images, String expression) {
    return """
          y = x
          n = torch.size(x, 0)
          if torch.gt(n, %d):
            y = %s
          else:
            pass
      """
        .formatted(images, expression);
  }

  /**
   * Allocates 256 KB for each image again and again in batches of more than so many images. Does
   * not write to it, since the time of that depends on the memory of the machine.
   */
  public static String allocatesBySteps(int images) {
    return """
          l = annotate(List[Tensor], [])
          n = torch.size(x, 0)
          while torch.gt(n, %d):
            _1 = torch.append(l, torch.empty([n, 65536], dtype=6))
          y = torch.add(x, torch.len(l))
      """
        .formatted(images);
  }

  public static String reads(Path file) {
    return "    y = torch.add(x, torch.sum(torch.from_file(\"%s\", False, 1, dtype=6)))\n"
        .formatted(file);
  }

  public static String writes(Path file) {
    return """
          torch.save(x, "%s")
          y = x
      """
        .formatted(file);
  }

  /** Nests calls so deeply that the engine's reader of programs runs out of stack. */
  public static String nestsDeeply() {
    int depth = 100_000;
    return "    y = torch.add(x, %s1%s)\n".formatted("torch.neg(".repeat(depth), ")".repeat(depth));
  }

  /** Does not end in batches of more than so many images. */
  public static String loops(int images) {
    return """
          n = torch.size(x, 0)
          while torch.gt(n, %d):
            n = torch.add(torch.__and__(n, 1023), %d)
          y = torch.add(x, torch.mul(n, 0))
      """
        .formatted(images, images + 1);
  }

  /** Writes a file whose forward pass begins with some code. */
  public static Path write(Path folder, String name, String code) {
    Path file = folder.resolve(name + ".pt");
    try (ZipInputStream in =
            new ZipInputStream(Files.newInputStream(TorchScriptNetworks.path("linear")));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        if (entry.getName().endsWith("__torch__.py")) {
          String original = new String(content, StandardCharsets.UTF_8);
          content =
              original
                  .replace("    _0 = torch.flatten(x, 1)", code + "    _0 = torch.flatten(y, 1)")
                  .getBytes(StandardCharsets.UTF_8);
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setMethod(ZipEntry.STORED);
        copy.setSize(content.length);
        CRC32 sum = new CRC32();
        sum.update(content);
        copy.setCrc(sum.getValue());
        out.putNextEntry(copy);
        out.write(content);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
