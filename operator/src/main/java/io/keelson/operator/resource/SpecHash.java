package io.keelson.operator.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keelson.operator.api.ClientTlsSpec;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterSpec;
import io.keelson.operator.api.PeerTlsSpec;
import io.keelson.operator.api.StorageMedium;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hash of what rolls pods. Neither the number of replicas nor a member's own facts are in it, so
 * that scaling restarts nobody; nor is what only the certificates' issuer or a service needs.
 */
final class SpecHash {
  private static final int LENGTH = 16;

  private static final ObjectMapper SORTED =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private SpecHash() {}

  /** 16 hexadecimal digits. */
  static String of(EtcdCluster cluster, Effective effective) {
    try {
      byte[] text = SORTED.writeValueAsString(parts(cluster, effective)).getBytes(UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash).substring(0, LENGTH);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the specification cannot be hashed", e);
    }
  }

  private static Map<String, Object> parts(EtcdCluster cluster, Effective effective) {
    EtcdClusterSpec spec = cluster.getSpec();
    Map<String, Object> parts = new TreeMap<>();
    parts.put("version", spec.version());
    parts.put("image", effective.image());
    parts.put("pullPolicy", spec.image().pullPolicy());
    parts.put("pullSecrets", spec.image().pullSecrets());
    parts.put("clusterDomain", effective.clusterDomain());
    parts.put("quotaBackendBytes", effective.quotaBackendBytes());
    parts.put("options", spec.options());
    parts.put("featureGates", spec.featureGates());
    parts.put("resources", spec.resources());
    parts.put("scheduling", spec.scheduling());
    parts.put("allowCoLocation", spec.unsafe().allowCoLocation());
    parts.put("podTemplate", spec.podTemplate());
    parts.put("probes", spec.probes());
    parts.put("tls", tls(cluster));
    if (spec.storage().medium() == StorageMedium.MEMORY) {
      parts.put("memorySize", spec.storage().size());
    }
    if (effective.restartToken() != null) {
      parts.put("restartToken", effective.restartToken());
    }
    return parts;
  }

  private static Map<String, Object> tls(EtcdCluster cluster) {
    Map<String, Object> parts = new TreeMap<>();
    ClientTlsSpec client = cluster.getSpec().tls().client();
    PeerTlsSpec peer = cluster.getSpec().tls().effectivePeer();
    if (client != null) {
      parts.put("client", Names.serverSecret(cluster));
      parts.put("clientAuth", client.clientAuth());
    }
    if (peer != null) {
      parts.put("peer", Names.peerSecret(cluster));
      parts.put("peerAuth", peer.clientAuth());
      String allowed = peer.allowedCommonName();
      parts.put("allowedCommonName", allowed == null ? "" : allowed);
    }
    if (client != null || peer != null) {
      parts.put("minVersion", cluster.getSpec().tls().minVersion());
      parts.put("cipherSuites", cluster.getSpec().tls().cipherSuites());
    }
    return parts;
  }
}
