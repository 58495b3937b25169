package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.keelson.operator.api.AgeSpec;
import io.keelson.operator.api.AzureTargetSpec;
import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.GcsTargetSpec;
import io.keelson.operator.api.PvcTargetSpec;
import io.keelson.operator.api.S3TargetSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of a pod that works on a store, and where the program looks for their content.
 * Secrets reach it as files only. One thread.
 */
public final class StoreMounts {
  private static final String ROOT = "/etc/keelson/";
  private static final int SECRET_MODE = 0440;

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();

  /** No volumes yet. */
  public StoreMounts() {}

  /** What was added so far. */
  public List<Volume> volumes() {
    return List.copyOf(volumes);
  }

  /** Where it is mounted. */
  public List<VolumeMount> mounts() {
    return List.copyOf(mounts);
  }

  /** The store that backups are in, with what it takes to get at it. */
  public StoreMounts target(BackupTargetSpec target) {
    store("", "", target);
    return this;
  }

  /** The stores that copies are in. */
  public StoreMounts copies(List<BackupTargetSpec> copies) {
    for (int i = 0; i < copies.size(); i++) {
      store("copy-" + i + "-", "copy-" + i + "/", copies.get(i));
    }
    return this;
  }

  private void store(String name, String folder, BackupTargetSpec target) {
    String credentials = credentials(target);
    if (credentials != null) {
      secret(name + "credentials", credentials, ROOT + folder + "credentials");
    }
    S3TargetSpec s3 = target.s3();
    if (s3 != null && s3.caBundleRef() != null) {
      secret(name + "store-ca", s3.caBundleRef(), ROOT + folder + "store-ca");
    }
    PvcTargetSpec pvc = target.pvc();
    if (pvc != null) {
      String path = name.isEmpty() ? "/backup" : "/backup-" + name.replaceAll("[^0-9]", "");
      volumes.add(
          new VolumeBuilder()
              .withName(name + "backup")
              .withNewPersistentVolumeClaim()
              .withClaimName(pvc.claimName())
              .endPersistentVolumeClaim()
              .build());
      mounts.add(mount(name + "backup", path, false));
    }
  }

  /** The secret with what a store knows its users by; null: the identity of the pod. */
  public static @Nullable String credentials(BackupTargetSpec target) {
    S3TargetSpec s3 = target.s3();
    GcsTargetSpec gcs = target.gcs();
    AzureTargetSpec azure = target.azure();
    if (s3 != null) {
      return s3.credentialsSecretRef();
    }
    if (gcs != null) {
      return gcs.credentialsSecretRef();
    }
    return azure == null ? null : azure.credentialsSecretRef();
  }

  /** What it takes to encrypt: no private key of others. */
  public StoreMounts encrypting(@Nullable BackupEncryptionSpec encryption) {
    if (encryption != null) {
      keys("encryption", sources(encryption, false));
    }
    return this;
  }

  /** What it takes to decrypt. */
  public StoreMounts decrypting(@Nullable BackupEncryptionSpec encryption) {
    if (encryption != null) {
      keys("decryption", sources(encryption, true));
    }
    return this;
  }

  private static List<VolumeProjection> sources(BackupEncryptionSpec encryption, boolean reading) {
    List<VolumeProjection> sources = new ArrayList<>();
    AgeSpec age = encryption.age();
    var shared = encryption.aes256gcm();
    if (age != null) {
      sources.add(entry(age.recipientSecretRef(), "recipients.txt"));
      String identity = age.identitySecretRef();
      if (reading && identity != null) {
        sources.add(entry(identity, "identity.txt"));
      }
    }
    if (shared != null) {
      sources.add(entry(shared.keySecretRef(), "key"));
    }
    return sources;
  }

  private static VolumeProjection entry(String secret, String key) {
    SecretProjection source = new SecretProjection();
    source.setName(secret);
    source.setItems(List.of(new KeyToPath(key, null, key)));
    VolumeProjection projection = new VolumeProjection();
    projection.setSecret(source);
    return projection;
  }

  private void keys(String name, List<VolumeProjection> sources) {
    volumes.add(
        new VolumeBuilder()
            .withName(name)
            .withNewProjected()
            .withDefaultMode(SECRET_MODE)
            .withSources(sources)
            .endProjected()
            .build());
    mounts.add(mount(name, ROOT + "encryption", true));
  }

  /** A secret as files. */
  public StoreMounts secret(String name, String secret, String path) {
    volumes.add(
        new VolumeBuilder()
            .withName(name)
            .withNewSecret()
            .withSecretName(secret)
            .withDefaultMode(SECRET_MODE)
            .endSecret()
            .build());
    mounts.add(mount(name, path, true));
    return this;
  }

  /** What the operator shows to members of a cluster. */
  public StoreMounts etcdTls(String secret) {
    return secret("etcd-tls", secret, ROOT + "etcd-tls");
  }

  /** A user's name and password. */
  public StoreMounts etcdAuth(String secret) {
    return secret("etcd-auth", secret, ROOT + "etcd-auth");
  }

  private static VolumeMount mount(String name, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(name)
        .withMountPath(path)
        .withReadOnly(readOnly ? true : null)
        .build();
  }
}
