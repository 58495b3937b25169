package io.keelson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A throw-away authority and one server certificate for the loopback interface, by openssl. */
record Certificates(Path authority, Path certificate, Path key) {
  private static final String DAYS = "7";

  static Certificates create(Path directory) throws IOException {
    Path authority = directory.resolve("ca.pem");
    Path authorityKey = directory.resolve("ca-key.pem");
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server-key.pem");
    Path request = directory.resolve("server.csr");
    Path extensions = directory.resolve("server.ext");
    Files.createDirectories(directory);
    Files.writeString(
        extensions,
        """
        basicConstraints=CA:FALSE
        keyUsage=digitalSignature
        extendedKeyUsage=serverAuth,clientAuth
        subjectAltName=DNS:localhost,IP:127.0.0.1
        """);
    for (Path each : List.of(authorityKey, key)) {
      openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out", each);
    }
    openssl(
        "req -x509 -new -sha256 -subj /CN=bench-ca -days",
        DAYS,
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-key",
        authorityKey,
        "-out",
        authority);
    openssl("req -new -sha256 -subj /CN=localhost -key", key, "-out", request);
    openssl(
        "x509 -req -sha256 -days",
        DAYS,
        "-in",
        request,
        "-CA",
        authority,
        "-CAkey",
        authorityKey,
        "-CAcreateserial",
        "-extfile",
        extensions,
        "-out",
        certificate);
    return new Certificates(authority, certificate, key);
  }

  private static void openssl(String start, Object... rest) throws IOException {
    Tool.Output output;
    try {
      output = Tool.run(Tool.words("openssl " + start, rest));
    } catch (IOException e) {
      throw new IOException("--tls needs openssl (Debian: apt-get install openssl)", e);
    }
    if (output.exitCode() != 0) {
      throw new IOException("openssl failed: " + output.text());
    }
  }
}
