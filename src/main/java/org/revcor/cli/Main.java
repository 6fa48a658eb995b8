package org.revcor.cli;

/** Where the {@code revcor} command starts. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.out.println("revcor " + String.join(" ", args));
  }
}
