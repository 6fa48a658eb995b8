package org.revcor.worker.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.file.FolderTree;

/**
 * The certificates of a cluster: an authority, {@code ca.crt} and {@code ca.key}, and for each host
 * a folder with {@code ca.crt}, {@code tls.crt} and {@code tls.key}. The nodes of a cluster accept
 * each other if one authority has signed their certificates and these have a name in common.
 */
public final class Certificates {
  /** The name that all nodes have in common. */
  private static final String SUBJECT = "CN=revcor";

  private static final String AUTHORITY_KEY = "ca.key";

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
              + "(?![0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern IP_4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(\\.(?!$)|$)){4}");
  private static final Pattern IP_6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private final Path folder;
  private final Path program;

  /** Creates the certificates in a folder, which need not exist. */
  public Certificates(Path folder) {
    this(folder, Path.of(System.getProperty("java.home"), "bin", "keytool"));
  }

  Certificates(Path folder, Path program) {
    this.folder = folder;
    this.program = program;
  }

  /**
   * Writes the folders of hosts, and the authority if it does not exist.
   *
   * @param hosts names or addresses
   * @return the folders of the hosts
   * @throws InvalidInputException if a host is invalid or has a folder, or the folder cannot be
   *     written; no host has a new folder then
   * @throws KeytoolException if the JDK's keytool is missing or fails
   */
  public List<Path> write(List<String> hosts) {
    List<String> distinct = hosts.stream().distinct().toList();
    for (String host : distinct) {
      if (!isName(host) && !isAddress(host)) {
        throw new InvalidInputException(
            "HOST", host, "a name such as lab-2.example, or an address");
      }
      if (Files.exists(folder.resolve(host), LinkOption.NOFOLLOW_LINKS)) {
        throw new InvalidInputException(
            "HOST",
            "%s, and %s exists".formatted(host, folder.resolve(host)),
            "a host without certificates; move its folder away to make new ones");
      }
    }
    Path scratch = createScratch();
    try {
      return write(distinct, new Keytool(program, scratch.resolve("keys.p12")));
    } catch (IOException failed) {
      throw unwritable();
    } catch (GeneralSecurityException failed) {
      throw new InvalidInputException(
          "--out",
          "%s, whose authority cannot be used (%s)".formatted(folder, failed.getMessage()),
          "a folder with ca.crt and its ca.key, unencrypted PKCS #8, or without both");
    } finally {
      delete(scratch);
    }
  }

  private InvalidInputException unwritable() {
    return new InvalidInputException("--out", folder.toString(), "a folder that you can write to");
  }

  private Path createScratch() {
    try {
      return Files.createTempDirectory(Files.createDirectories(folder), ".keys");
    } catch (IOException failed) {
      throw unwritable();
    }
  }

  private static void delete(Path scratch) {
    try {
      new FolderTree(scratch).delete();
    } catch (IOException failed) {
      throw new KeytoolException("%s cannot be deleted; it has private keys".formatted(scratch));
    }
  }

  private List<Path> write(List<String> hosts, Keytool keys)
      throws IOException, GeneralSecurityException {
    Certificate authority = authority(keys);
    Map<Path, Keytool.Pair> nodes = new LinkedHashMap<>();
    for (String host : hosts) {
      String alternativeName = (isAddress(host) ? "ip:" : "dns:") + host;
      Keytool.Pair node = keys.createNode("node-" + nodes.size(), SUBJECT, alternativeName);
      node.certificate().verify(authority.getPublicKey());
      nodes.put(folder.resolve(host), node);
    }
    for (Map.Entry<Path, Keytool.Pair> node : nodes.entrySet()) {
      Path own = Files.createDirectory(node.getKey());
      Pem.write(own.resolve(ClusterSettings.AUTHORITY), authority);
      Pem.write(own.resolve(ClusterSettings.CERTIFICATE), node.getValue().certificate());
      Pem.write(own.resolve(ClusterSettings.KEY), node.getValue().key());
    }
    return new ArrayList<>(nodes.keySet());
  }

  /** Returns the certificate of the authority, which is made if it does not exist. */
  private Certificate authority(Keytool keys) throws IOException, GeneralSecurityException {
    Path certificate = folder.resolve(ClusterSettings.AUTHORITY);
    Path key = folder.resolve(AUTHORITY_KEY);
    if (Files.exists(certificate) != Files.exists(key)) {
      throw new GeneralSecurityException("ca.crt or ca.key is missing");
    }
    if (!Files.exists(certificate)) {
      Keytool.Pair created = keys.createAuthority();
      Pem.write(key, created.key());
      Pem.write(certificate, created.certificate());
      return created.certificate();
    }
    Certificate authority = Pem.certificate(certificate);
    keys.use(new Keytool.Pair(Pem.key(key, authority.getPublicKey().getAlgorithm()), authority));
    return authority;
  }

  private static boolean isName(String host) {
    return NAME.matcher(host).matches();
  }

  /** Returns whether a text is an IP address; looks nothing up. */
  private static boolean isAddress(String host) {
    if (IP_4.matcher(host).matches()) {
      return true;
    }
    try {
      // the Java library looks up no name in brackets
      return IP_6.matcher(host).matches() && InetAddress.getByName("[" + host + "]") != null;
    } catch (UnknownHostException invalid) {
      return false;
    }
  }

  /** Certificates cannot be made, since the JDK's keytool is missing or has failed. */
  public static final class KeytoolException extends RevcorException {
    private static final long serialVersionUID = 1L;

    KeytoolException(String message) {
      super(message);
    }
  }
}
