package io.keelson.node.edge;

import io.keelson.node.agent.Latest;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of a listener, kept equal to its files. Each handshake looks at the files'
 * stamps and reads them again when one has changed, so certificates rotate without a restart.
 *
 * <p>While certificate or key cannot be used, handshakes fail, as with upstream, and work again as
 * soon as the files do. A new trusted authority that cannot be used leaves the old one in place. A
 * revocation list that cannot be used lets nobody in who shows a certificate.
 *
 * <p>Thread-safe. Two loops that see a change at once may both read; either result is right.
 */
public final class TlsContexts {
  private static final int BITS_NATIVE_MAX = 384;

  private final TlsFiles files;
  private final TlsPolicy policy;
  private final List<String> protocols;
  private final Consumer<String> reloadFailures;
  private final Latest<Loaded> loaded;
  private final Latest<Revoked> revoked;

  /** The outcome of reading the files with these stamps: a context, or why there is none. */
  private record Loaded(
      List<FileStamp> stamps,
      @Nullable SslContext context,
      List<X509Certificate> authorities,
      String error) {}

  private record Revoked(FileStamp stamp, Set<BigInteger> serials, String error) {}

  /**
   * Reads the files for the first time.
   *
   * @param protocols offered by ALPN, the preferred one first
   * @param reloadFailures told when changed files cannot be used
   * @throws TlsException if the files cannot be used now
   */
  public TlsContexts(
      TlsFiles files, TlsPolicy policy, List<String> protocols, Consumer<String> reloadFailures)
      throws TlsException {
    this.files = files;
    this.policy = policy;
    this.protocols = List.copyOf(protocols);
    this.reloadFailures = reloadFailures;
    List<FileStamp> stamps = stamps();
    List<X509Certificate> authorities =
        files.trustedCaFile().isEmpty() ? List.of() : PemFiles.authorities(files.trustedCaFile());
    SslContext context = build(authorities);
    this.loaded = new Latest<>(new Loaded(stamps, context, authorities, ""));
    this.revoked = new Latest<>(new Revoked(FileStamp.of(""), Set.of(), ""));
  }

  /** Whether BoringSSL is there; the JDK serves without it, and with keys it does not take. */
  public static boolean isNative() {
    return OpenSsl.isAvailable();
  }

  /** The context for a handshake that begins now. */
  public SslContext current() throws TlsException {
    Loaded now = loaded.get();
    List<FileStamp> stamps = stamps();
    if (!now.stamps().equals(stamps)) {
      now = reload(now, stamps);
      loaded.publish(now);
    }
    SslContext context = now.context();
    if (context == null) {
      throw new TlsException(now.error());
    }
    return context;
  }

  /**
   * Checks what the handshake itself does not: names and revocation.
   *
   * @throws TlsException if the client is not to be let in
   */
  void checkClient(SSLSession session) throws TlsException {
    boolean isNameBound =
        !files.allowedCommonNames().isEmpty() || !files.allowedHostnames().isEmpty();
    if (!isNameBound && files.crlFile().isEmpty()) {
      return;
    }
    Certificate[] shown;
    try {
      shown = session.getPeerCertificates();
    } catch (SSLPeerUnverifiedException none) {
      shown = new Certificate[0];
    }
    if (isNameBound && !isAllowed(shown)) {
      throw new TlsException("client certificate authentication failed");
    }
    if (!files.crlFile().isEmpty() && shown.length > 0) {
      checkRevoked(shown);
    }
  }

  private boolean isAllowed(Certificate[] shown) {
    if (shown.length == 0 || !(shown[0] instanceof X509Certificate leaf)) {
      return false;
    }
    if (!files.allowedCommonNames().isEmpty()) {
      return files.allowedCommonNames().contains(commonName(leaf));
    }
    return files.allowedHostnames().stream().anyMatch(host -> HostPattern.matches(leaf, host));
  }

  private void checkRevoked(Certificate[] shown) throws TlsException {
    Revoked list = revoked.get();
    FileStamp stamp = FileStamp.of(files.crlFile());
    if (!list.stamp().equals(stamp)) {
      try {
        list = new Revoked(stamp, PemFiles.revokedSerials(files.crlFile()), "");
      } catch (TlsException e) {
        list = new Revoked(stamp, Set.of(), String.valueOf(e.getMessage()));
      }
      revoked.publish(list);
    }
    if (!list.error().isEmpty()) {
      throw new TlsException(list.error());
    }
    for (Certificate one : shown) {
      if (one instanceof X509Certificate x509 && list.serials().contains(x509.getSerialNumber())) {
        throw new TlsException(
            "transport: certificate serial %x revoked".formatted(x509.getSerialNumber()));
      }
    }
  }

  private List<FileStamp> stamps() {
    return List.of(
        FileStamp.of(files.certFile()),
        FileStamp.of(files.keyFile()),
        FileStamp.of(files.trustedCaFile()));
  }

  private Loaded reload(Loaded before, List<FileStamp> stamps) {
    List<X509Certificate> authorities = before.authorities();
    if (!before.stamps().get(2).equals(stamps.get(2))) {
      try {
        authorities = PemFiles.authorities(files.trustedCaFile());
      } catch (TlsException e) {
        reloadFailures.accept(String.valueOf(e.getMessage()));
      }
    }
    try {
      return new Loaded(stamps, build(authorities), authorities, "");
    } catch (TlsException e) {
      String error = String.valueOf(e.getMessage());
      reloadFailures.accept(error);
      return new Loaded(stamps, null, authorities, error);
    }
  }

  private SslContext build(List<X509Certificate> authorities) throws TlsException {
    PemFiles.Pair pair = PemFiles.pair(files.certFile(), files.keyFile());
    X509Certificate[] chain = pair.chain().toArray(new X509Certificate[0]);
    var builder =
        SslContextBuilder.forServer(pair.key(), chain)
            .sslProvider(provider(pair.key()))
            .protocols(policy.protocols())
            .ciphers(policy.allSuites(), SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    protocols));
    if (files.requiresClientCertificate()) {
      builder.clientAuth(ClientAuth.REQUIRE);
      if (!files.trustedCaFile().isEmpty()) {
        builder.trustManager(authorities.toArray(new X509Certificate[0]));
      }
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException("tls: " + e.getMessage(), e);
    }
  }

  /** BoringSSL does not sign with the rarer kinds of keys by default; the JDK does. */
  static SslProvider provider(PrivateKey key) {
    boolean isCommon =
        key instanceof RSAPrivateKey
            || (key instanceof ECPrivateKey curve
                && curve.getParams().getOrder().bitLength() <= BITS_NATIVE_MAX);
    return isCommon && isNative() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  private static String commonName(X509Certificate certificate) {
    try {
      LdapName name = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn rdn : name.getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(rdn.getValue());
        }
      }
      return "";
    } catch (InvalidNameException notReadable) {
      return "";
    }
  }
}
