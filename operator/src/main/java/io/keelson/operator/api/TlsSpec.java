package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encryption; off where a side is not given, but peers follow the clients. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.client) == has(oldSelf.client)",
    message =
        "tls.client cannot be turned on or off later: members and clients would not find each other;"
            + " make a new cluster and restore a snapshot into it")
@ValidationRule(
    value = "(has(self.peer) || has(self.client)) == (has(oldSelf.peer) || has(oldSelf.client))",
    message =
        "tls.peer cannot be turned on or off later: members would not find each other;"
            + " make a new cluster and restore a snapshot into it")
public record TlsSpec(
    @Nullable ClientTlsSpec client,
    @Nullable PeerTlsSpec peer,
    @Default("{}") RotationSpec rotation,
    @Default("TLS1.2") TlsVersion minVersion,
    @Size(max = 32) List<String> cipherSuites) {
  /** Puts the schema's default wherever nothing is given. */
  public TlsSpec {
    rotation = Given.or(rotation, RotationSpec.defaults());
    minVersion = Given.or(minVersion, TlsVersion.TLS_1_2);
    cipherSuites = Given.list(cipherSuites);
  }

  /** No TLS. */
  public static TlsSpec off() {
    return new TlsSpec(null, null, RotationSpec.defaults(), TlsVersion.TLS_1_2, List.of());
  }

  /** What holds among members: what is given for them, else the source given for clients. */
  public @Nullable PeerTlsSpec effectivePeer() {
    if (peer != null || client == null) {
      return peer;
    }
    return new PeerTlsSpec(
        client.secretRef(),
        client.selfSigned(),
        client.certManager(),
        ClientAuth.REQUIRED,
        client.extraSANs(),
        null);
  }
}
