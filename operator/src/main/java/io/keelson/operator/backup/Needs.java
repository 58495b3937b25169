package io.keelson.operator.backup;

import io.keelson.operator.api.AgeSpec;
import io.keelson.operator.api.AzureTargetSpec;
import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.GcsTargetSpec;
import io.keelson.operator.api.S3TargetSpec;
import io.keelson.operator.resource.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secrets and claims that a job mounts. One that is missing would leave its pod waiting without
 * a word, so they are looked at before.
 */
public final class Needs {
  /**
   * One secret.
   *
   * @param keys entries that it must have
   * @param oneOf entries of which it must have one; empty: nothing of the kind
   * @param use what it is for
   */
  public record SecretNeed(String name, List<String> keys, List<String> oneOf, String use) {
    public SecretNeed {
      keys = List.copyOf(keys);
      oneOf = List.copyOf(oneOf);
    }
  }

  /**
   * What was found of them.
   *
   * @param secrets names of the entries of each secret that is there
   * @param claims volume claims that are there
   * @param unseen names that may not be read, which proves nothing
   */
  public record Found(Map<String, Set<String>> secrets, Set<String> claims, Set<String> unseen) {
    public Found {
      secrets = Map.copyOf(secrets);
      claims = Set.copyOf(claims);
      unseen = Set.copyOf(unseen);
    }
  }

  private final List<SecretNeed> secrets = new ArrayList<>();
  private final List<String> claims = new ArrayList<>();

  private Needs() {}

  /** Of a job that reads or writes a store. */
  static Needs ofStore(
      BackupTargetSpec target,
      @Nullable BackupEncryptionSpec encryption,
      List<BackupTargetSpec> more) {
    Needs needs = new Needs();
    needs.target("target", target);
    for (int i = 0; i < more.size(); i++) {
      needs.target("copyTo[" + i + "]", more.get(i));
    }
    if (encryption != null) {
      needs.encryption(encryption);
    }
    return needs;
  }

  /** The same, and what it takes to read the cluster. */
  Needs andSource(EtcdBackup backup, @Nullable EtcdCluster cluster) {
    var external = backup.getSpec().external();
    if (external != null && external.tlsSecretRef() != null) {
      secret(external.tlsSecretRef(), List.of("ca.crt"), List.of(), "external.tlsSecretRef");
    }
    if (external != null && external.authSecretRef() != null) {
      List<String> keys = List.of("username", "password");
      secret(external.authSecretRef(), keys, List.of(), "external.authSecretRef");
    }
    if (cluster != null && cluster.getSpec().tls().client() != null) {
      secret(
          Names.operatorSecret(cluster),
          List.of("ca.crt", "tls.crt", "tls.key"),
          List.of(),
          "TLS of the cluster");
    }
    return this;
  }

  private void target(String where, BackupTargetSpec target) {
    S3TargetSpec s3 = target.s3();
    GcsTargetSpec gcs = target.gcs();
    AzureTargetSpec azure = target.azure();
    if (s3 != null && s3.credentialsSecretRef() != null) {
      List<String> keys = List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
      secret(s3.credentialsSecretRef(), keys, List.of(), where + ".s3.credentialsSecretRef");
    }
    if (s3 != null && s3.caBundleRef() != null) {
      secret(s3.caBundleRef(), List.of("ca.crt"), List.of(), where + ".s3.caBundleRef");
    }
    if (gcs != null && gcs.credentialsSecretRef() != null) {
      List<String> keys = List.of("service-account.json");
      secret(gcs.credentialsSecretRef(), keys, List.of(), where + ".gcs.credentialsSecretRef");
    }
    if (azure != null && azure.credentialsSecretRef() != null) {
      List<String> oneOf = List.of("account-key", "sas-token", "connection-string");
      secret(azure.credentialsSecretRef(), List.of(), oneOf, where + ".azure.credentialsSecretRef");
    }
    if (target.pvc() != null) {
      claims.add(target.pvc().claimName());
    }
  }

  private void encryption(BackupEncryptionSpec encryption) {
    AgeSpec age = encryption.age();
    if (age != null) {
      List<String> keys = List.of("recipients.txt");
      secret(age.recipientSecretRef(), keys, List.of(), "encryption.age.recipientSecretRef");
      if (age.identitySecretRef() != null) {
        List<String> identity = List.of("identity.txt");
        secret(age.identitySecretRef(), identity, List.of(), "encryption.age.identitySecretRef");
      }
    }
    if (encryption.aes256gcm() != null) {
      String name = encryption.aes256gcm().keySecretRef();
      secret(name, List.of("key"), List.of(), "encryption.aes256gcm.keySecretRef");
    }
  }

  private void secret(String name, List<String> keys, List<String> oneOf, String use) {
    secrets.add(new SecretNeed(name, keys, oneOf, use));
  }

  /** The secrets. */
  public List<SecretNeed> secrets() {
    return List.copyOf(secrets);
  }

  /** The names of the claims. */
  public List<String> claims() {
    return List.copyOf(claims);
  }

  /** What is missing, the first of it. */
  Optional<Trouble> missing(Found found) {
    for (SecretNeed need : secrets) {
      Set<String> entries = found.secrets().get(need.name());
      if (found.unseen().contains(need.name())) {
        continue;
      }
      if (entries == null) {
        return Optional.of(
            Trouble.passing(
                "SecretMissing",
                "there is no secret %s (%s): make it, with %s"
                    .formatted(need.name(), need.use(), entries(need))));
      }
      boolean complete =
          entries.containsAll(need.keys())
              && (need.oneOf().isEmpty() || need.oneOf().stream().anyMatch(entries::contains));
      if (!complete) {
        return Optional.of(
            Trouble.passing(
                "SecretIncomplete",
                "the secret %s (%s) has not all that it needs: %s"
                    .formatted(need.name(), need.use(), entries(need))));
      }
    }
    for (String claim : claims) {
      if (!found.claims().contains(claim) && !found.unseen().contains(claim)) {
        return Optional.of(
            Trouble.passing(
                "ClaimMissing",
                "there is no PersistentVolumeClaim %s in this namespace: make it"
                    .formatted(claim)));
      }
    }
    return Optional.empty();
  }

  private static String entries(SecretNeed need) {
    return need.oneOf().isEmpty()
        ? String.join(", ", need.keys())
        : "one of " + String.join(", ", need.oneOf());
  }
}
