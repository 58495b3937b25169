package io.keelson.backup.work;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places;
import io.keelson.backup.request.Request;
import io.keelson.node.log.Logger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/** A folder that stands for a Pod's file system, and requests to run in it. */
final class Fixture {
  private final Path root;
  private final Path node;

  Fixture(Path root, Path node) throws IOException {
    this.root = root;
    this.node = node;
    for (String each :
        new String[] {"backup", "backup-0", "scratch", "var/lib/etcd", "etc/keelson/encryption"}) {
      Files.createDirectories(root.resolve(each));
    }
    newKeys();
  }

  Path at(String path) {
    return root.resolve(path);
  }

  /** Other keys than before. */
  void newKeys() throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] key = new byte[32];
    random.nextBytes(key);
    Path folder = root.resolve("etc/keelson/encryption");
    Files.writeString(folder.resolve("key"), HexFormat.of().formatHex(key) + "\n");
    KeyPair pair = keyPair();
    Files.writeString(
        folder.resolve("recipients.txt"),
        "# ours\n" + new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII) + "\n");
    Files.write(folder.resolve("identity.txt"), pair.getPrivate().getEncoded());
  }

  private static KeyPair keyPair() {
    try {
      return new X25519KeyPairGenerator().generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has X25519", e);
    }
  }

  JsonObject run(Command command, String request) throws IOException, InterruptedException {
    return command.run(session(request));
  }

  Session session(String request) throws BackupException {
    return new Session(
        Request.parse(request),
        new Places(root),
        node,
        Logger.silent(),
        InstantSource.system(),
        System::nanoTime);
  }
}
