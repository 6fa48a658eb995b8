package org.revcor.worker.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.revcor.worker.cluster.Certificates.KeytoolException;

/** A key store that the JDK's {@code keytool} adds keys with certificates to. */
final class Keytool {
  private static final String AUTHORITY = "ca";
  private static final String PASSWORD_VARIABLE = "KEY_STORE_PASSWORD";
  private static final String TYPE = "PKCS12";
  private static final String KEY_BITS = "3072";
  private static final int VALIDITY_DAYS = 3650;

  record Pair(PrivateKey key, Certificate certificate) {}

  private final Path program;
  private final Path store;
  private final String password = UUID.randomUUID().toString();

  /**
   * @param store path of the key store, which does not exist yet
   */
  Keytool(Path program, Path store) {
    if (!Files.isExecutable(program)) {
      throw new KeytoolException(
          "%s is missing; run revcor with a JDK that has keytool, or make the certificates with"
                  .formatted(program)
              + " another program (docs/cluster.md)");
    }
    this.program = program;
    this.store = store;
  }

  /** Makes the key of an authority. */
  Pair createAuthority() throws IOException, GeneralSecurityException {
    generate(
        AUTHORITY,
        "CN=revcor certificate authority",
        List.of("-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign"));
    return pair(AUTHORITY);
  }

  void use(Pair authority) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(TYPE);
    keys.load(null, null);
    keys.setKeyEntry(
        AUTHORITY,
        authority.key(),
        password.toCharArray(),
        new Certificate[] {authority.certificate()});
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, password.toCharArray());
    }
  }

  /**
   * Makes the key of a node, whose certificate the authority signs.
   *
   * @param subject distinguished name
   * @param alternativeName as the option {@code -ext san=} of keytool takes it
   */
  Pair createNode(String alias, String subject, String alternativeName)
      throws IOException, GeneralSecurityException {
    generate(
        alias,
        subject,
        List.of(
            "-signer",
            AUTHORITY,
            "-ext",
            "san=" + alternativeName,
            "-ext",
            "ku:critical=digitalSignature",
            "-ext",
            "eku=serverAuth,clientAuth"));
    return pair(alias);
  }

  private void generate(String alias, String subject, List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-J-Duser.language=en",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "RSA", // Pekko reads no other keys
                "-keysize",
                KEY_BITS,
                "-validity",
                String.valueOf(VALIDITY_DAYS),
                "-dname",
                subject,
                "-keystore",
                store.toString(),
                "-storetype",
                TYPE,
                "-storepass:env",
                PASSWORD_VARIABLE));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.start();
    process.getOutputStream().close();
    String output;
    try (InputStream out = process.getInputStream()) {
      output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      if (process.waitFor() != 0) {
        throw new KeytoolException("keytool failed: " + output.strip().replaceAll("\\s+", " "));
      }
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new KeytoolException("interrupted");
    }
  }

  private Pair pair(String alias) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(TYPE);
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    return new Pair(
        (PrivateKey) Objects.requireNonNull(keys.getKey(alias, password.toCharArray())),
        Objects.requireNonNull(keys.getCertificate(alias)));
  }
}
