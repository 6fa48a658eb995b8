package org.revcor.inference;

/**
 * A GPU that is visible to the engine.
 *
 * @param name product name
 * @param memoryBytes memory of the device
 * @param capability CUDA compute capability, such as {@code 9.0}
 */
public record Gpu(String name, long memoryBytes, String capability) {
  /** Returns whether both GPUs are of the same type and so give the same bytes. */
  boolean hasTypeOf(Gpu other) {
    return name.equals(other.name) && capability.equals(other.capability);
  }

  /** Returns a description for users and files. */
  public String inWords() {
    return "%s, compute capability %s, %,d MiB"
        .formatted(name, capability, memoryBytes / (1 << 20));
  }
}
