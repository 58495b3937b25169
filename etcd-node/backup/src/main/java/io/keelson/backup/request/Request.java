package io.keelson.backup.request;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do.
 *
 * @param backup whose backup it is
 * @param source the cluster to back up, null where there is none
 * @param target the store, null for commands that use none
 * @param key base of all keys, may be empty
 * @param compression of the stored object
 * @param encryption of the stored object
 * @param throttleBytesPerSecond of the snapshot, 0 for no bound
 * @param deadline of the whole command
 * @param copies further stores
 * @param verify how to verify
 * @param restore what to restore to, null where nothing is
 * @param cluster what the manifest keeps of the cluster, as it was given
 */
public record Request(
    Backup backup,
    @Nullable Source source,
    @Nullable Target target,
    String key,
    Compression compression,
    Encryption encryption,
    long throttleBytesPerSecond,
    Duration deadline,
    List<Target> copies,
    Verify verify,
    @Nullable Restore restore,
    JsonObject cluster) {
  private static final int COPIES_MAX = 3;
  private static final long DEADLINE_SECONDS_MAX = 7 * 86_400;

  /** Copies the list. */
  public Request {
    copies = List.copyOf(copies);
  }

  /** Names of the backup and its cluster; for manifests and checks, empty if unknown. */
  public record Backup(
      String namespace, String name, String uid, String cluster, String incarnation) {}

  /** Which member to prefer. */
  public enum Prefer {
    FOLLOWER,
    LEADER,
    ANY
  }

  /**
   * The cluster to back up.
   *
   * @param endpoints at least one URL
   * @param isTls whether to speak TLS to endpoints without a scheme
   * @param serverName name to expect in certificates, null for the endpoint's own
   * @param maxLagEntries how far the member may be behind
   * @param isAuth whether to sign in as a user
   */
  public record Source(
      List<String> endpoints,
      boolean isTls,
      @Nullable String serverName,
      Prefer prefer,
      long maxLagEntries,
      boolean isAuth) {
    /** Copies the list. */
    public Source {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** Compression and its level. */
  public record Compression(Type type, int level) {
    /** How to compress. */
    public enum Type {
      NONE("None", ""),
      GZIP("Gzip", ".gz"),
      ZSTD("Zstd", ".zst");

      private final String text;
      private final String suffix;

      Type(String text, String suffix) {
        this.text = text;
        this.suffix = suffix;
      }

      /** As requests and manifests name it. */
      public String text() {
        return text;
      }

      /** What it appends to a key. */
      public String suffix() {
        return suffix;
      }

      /** The type of a name, null if there is none. */
      public static @Nullable Type named(String text) {
        for (Type type : values()) {
          if (type.text.equals(text)) {
            return type;
          }
        }
        return null;
      }
    }
  }

  /** How to encrypt. */
  public enum Encryption {
    NONE("None", ""),
    AGE("age", ".age"),
    AES256GCM("aes256gcm", ".enc");

    private final String text;
    private final String suffix;

    Encryption(String text, String suffix) {
      this.text = text;
      this.suffix = suffix;
    }

    /** As requests and manifests name it. */
    public String text() {
      return text;
    }

    /** What it appends to a key. */
    public String suffix() {
      return suffix;
    }

    /** The encryption of a name, null if there is none. */
    public static @Nullable Encryption named(String text) {
      for (Encryption encryption : values()) {
        if (encryption.text.equals(text)) {
          return encryption;
        }
      }
      return null;
    }
  }

  /**
   * How to verify.
   *
   * @param isRestored whether to restore it and ask the restored server
   * @param keys that must be there
   * @param minKeys how many there must be
   * @param sha256 of the stored object as it is known elsewhere, null if unknown
   */
  public record Verify(
      boolean isRestored, List<String> keys, long minKeys, @Nullable String sha256) {
    /** Copies the list. */
    public Verify {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Where and how to restore.
   *
   * @param id of the restore; the same id twice is the same restore
   * @param name of the member
   * @param initialCluster {@code name=url,…}
   * @param token makes ids unique
   * @param peerUrls of the member
   * @param dataDir as the Pod sees it
   * @param revisionBump null for automatic
   * @param lastKnownRevision of the lost cluster, −1 if unknown
   * @param isMarkCompacted whether history before the bumped revision is given up
   * @param rawKey full key of a plain snapshot without manifest, or null
   * @param sha256 of the stored object as it is known elsewhere, null if unknown
   * @param isLeasesDropped whether leases are left out
   * @param isAuthDropped whether users, roles and their use are left out
   */
  public record Restore(
      String id,
      String name,
      String initialCluster,
      String token,
      List<String> peerUrls,
      String dataDir,
      @Nullable Long revisionBump,
      long lastKnownRevision,
      boolean isMarkCompacted,
      @Nullable String rawKey,
      @Nullable String sha256,
      boolean isLeasesDropped,
      boolean isAuthDropped) {
    /** Copies the list. */
    public Restore {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  /** Reads a request. */
  public static Request parse(String text) throws BackupException {
    Fields fields = Fields.parse(text, "request", Reason.INVALID_REQUEST);
    Fields target = fields.object("target");
    Fields source = fields.object("source");
    Fields restore = fields.object("restore");
    Fields cluster = fields.object("cluster");
    String key = fields.text("key", "");
    if (!key.isEmpty() && !Keys.isSafe(key)) {
      throw fields.wrong("key", "must be segments without . and .., divided by single slashes");
    }
    List<Target> copies = new ArrayList<>();
    for (Fields copy : fields.objects("copies")) {
      copies.add(Target.of(copy));
    }
    if (copies.size() > COPIES_MAX) {
      throw fields.wrong("copies", "may be at most " + COPIES_MAX);
    }
    return new Request(
        backup(fields.object("backup")),
        source == null ? null : source(source),
        target == null ? null : Target.of(target),
        key,
        compression(fields.object("compression")),
        encryption(fields.object("encryption")),
        fields.number("throttleBytesPerSecond", 0, 0, Long.MAX_VALUE),
        Duration.ofSeconds(fields.number("deadlineSeconds", 3600, 1, DEADLINE_SECONDS_MAX)),
        copies,
        verify(fields.object("verify")),
        restore == null ? null : restore(restore),
        cluster == null ? new JsonObject() : cluster.json());
  }

  private static Backup backup(@Nullable Fields fields) throws BackupException {
    return fields == null
        ? new Backup("", "", "", "", "")
        : new Backup(
            fields.text("namespace", ""),
            fields.text("name", ""),
            fields.text("uid", ""),
            fields.text("cluster", ""),
            fields.text("incarnation", ""));
  }

  private static Source source(Fields fields) throws BackupException {
    List<String> endpoints = fields.texts("endpoints");
    if (endpoints.isEmpty()) {
      throw fields.wrong("endpoints", "must name at least one member");
    }
    String prefer = fields.text("prefer", "Follower");
    return new Source(
        endpoints,
        fields.truth("tls", false),
        fields.textOrNull("serverName"),
        switch (prefer) {
          case "Follower" -> Prefer.FOLLOWER;
          case "Leader" -> Prefer.LEADER;
          case "Any" -> Prefer.ANY;
          default -> throw fields.wrong("prefer", "must be Follower, Leader or Any");
        },
        fields.number("maxLagEntries", 1000, 0, Long.MAX_VALUE),
        fields.truth("auth", false));
  }

  private static Compression compression(@Nullable Fields fields) throws BackupException {
    if (fields == null) {
      return new Compression(Compression.Type.NONE, 0);
    }
    Compression.Type type = Compression.Type.named(fields.text("type", "Zstd"));
    if (type == null) {
      throw fields.wrong("type", "must be None, Gzip or Zstd");
    }
    return new Compression(
        type,
        switch (type) {
          case NONE -> 0;
          case GZIP -> (int) fields.number("level", 6, 1, 9);
          case ZSTD -> (int) fields.number("level", 3, 1, 19);
        });
  }

  private static Encryption encryption(@Nullable Fields fields) throws BackupException {
    if (fields == null) {
      return Encryption.NONE;
    }
    Encryption encryption = Encryption.named(fields.text("type"));
    if (encryption == null) {
      throw fields.wrong("type", "must be age or aes256gcm");
    }
    return encryption;
  }

  private static Verify verify(@Nullable Fields fields) throws BackupException {
    if (fields == null) {
      return new Verify(false, List.of(), 0, null);
    }
    String level = fields.text("level", "Checksum");
    Fields probe = fields.object("probe");
    return new Verify(
        switch (level) {
          case "Checksum" -> false;
          case "Restore" -> true;
          default -> throw fields.wrong("level", "must be Checksum or Restore");
        },
        probe == null ? List.of() : probe.texts("keys"),
        probe == null ? 0 : probe.number("minKeys", 0, 0, Long.MAX_VALUE),
        fields.textOrNull("sha256"));
  }

  private static Restore restore(Fields fields) throws BackupException {
    String bump = fields.text("revisionBump", "Auto");
    String rawKey = fields.textOrNull("rawKey");
    if (rawKey != null && !Keys.isSafe(rawKey)) {
      throw fields.wrong("rawKey", "must be segments without . and .., divided by single slashes");
    }
    String id = fields.text("id");
    if (!id.matches("[A-Za-z0-9._-]{1,100}") || id.startsWith(".")) {
      throw fields.wrong("id", "must be letters, digits, dots and hyphens, at most 100");
    }
    String dataDir = fields.text("dataDir", "/var/lib/etcd/data");
    if (!dataDir.startsWith("/") || !Keys.isSafe(dataDir.substring(1))) {
      throw fields.wrong("dataDir", "must be an absolute path without . and ..");
    }
    return new Restore(
        id,
        fields.text("name"),
        fields.text("initialCluster"),
        fields.text("token"),
        fields.texts("peerURLs"),
        dataDir,
        bump.equals("Auto") ? null : fields.number("revisionBump", 0, 0, Long.MAX_VALUE / 4),
        fields.number("lastKnownRevision", -1, -1, Long.MAX_VALUE / 4),
        fields.truth("markCompacted", true),
        rawKey,
        fields.textOrNull("sha256"),
        fields.truth("dropLeases", false),
        fields.truth("dropAuth", false));
  }

  /** The store of commands that need one. */
  public Target requiredTarget() throws BackupException {
    if (target == null) {
      throw new BackupException(Reason.INVALID_REQUEST, "request.target is missing");
    }
    return target;
  }

  /** The key of commands that need one. */
  public String requiredKey() throws BackupException {
    if (key.isEmpty()) {
      throw new BackupException(Reason.INVALID_REQUEST, "request.key is missing");
    }
    return key;
  }
}
