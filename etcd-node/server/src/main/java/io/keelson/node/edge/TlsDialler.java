package io.keelson.node.edge;

import io.keelson.node.agent.Latest;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the side that dials, kept equal to its files as {@link TlsContexts} is: each handshake
 * looks at their stamps. Nothing is offered by ALPN, so the other side speaks HTTP/1.1. Any thread.
 */
public final class TlsDialler {
  private final TlsFiles files;
  private final TlsPolicy policy;
  private final boolean trustsEveryone;
  private final Consumer<String> reloadFailures;
  private final Latest<Loaded> loaded;

  private record Loaded(List<FileStamp> stamps, @Nullable SslContext context, String error) {}

  /**
   * Reads the files for the first time.
   *
   * @param files certificate and key to show, empty for none, and the authority to trust, empty for
   *     those of the JDK; the rest is not used
   * @param trustsEveryone for certificates that members have made themselves
   * @param reloadFailures told when changed files cannot be used
   * @throws TlsException if the files cannot be used now
   */
  public TlsDialler(
      TlsFiles files, TlsPolicy policy, boolean trustsEveryone, Consumer<String> reloadFailures)
      throws TlsException {
    this.files = files;
    this.policy = policy;
    this.trustsEveryone = trustsEveryone;
    this.reloadFailures = reloadFailures;
    this.loaded = new Latest<>(new Loaded(stamps(), build(), ""));
  }

  /**
   * A handler for a handshake that begins now; it checks that the certificate shown is valid for
   * the host.
   *
   * @throws TlsException if the files cannot be used now
   */
  public SslHandler handler(ByteBufAllocator allocator, String host, int port) throws TlsException {
    Loaded now = loaded.get();
    List<FileStamp> stamps = stamps();
    if (!now.stamps().equals(stamps)) {
      now = reload(stamps);
      loaded.publish(now);
    }
    SslContext context = now.context();
    if (context == null) {
      throw new TlsException(now.error());
    }
    return context.newHandler(allocator, host, port);
  }

  private List<FileStamp> stamps() {
    return List.of(
        FileStamp.of(files.certFile()),
        FileStamp.of(files.keyFile()),
        FileStamp.of(files.trustedCaFile()));
  }

  private Loaded reload(List<FileStamp> stamps) {
    try {
      return new Loaded(stamps, build(), "");
    } catch (TlsException e) {
      String error = String.valueOf(e.getMessage());
      reloadFailures.accept(error);
      return new Loaded(stamps, null, error);
    }
  }

  private SslContext build() throws TlsException {
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(TlsContexts.isNative() ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols(policy.protocols())
            .ciphers(policy.allSuites(), SupportedCipherSuiteFilter.INSTANCE);
    if (!files.certFile().isEmpty() || !files.keyFile().isEmpty()) {
      PemFiles.Pair pair = PemFiles.pair(files.certFile(), files.keyFile());
      builder
          .sslProvider(TlsContexts.provider(pair.key()))
          .keyManager(pair.key(), pair.chain().toArray(new X509Certificate[0]));
    }
    if (trustsEveryone) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else if (!files.trustedCaFile().isEmpty()) {
      builder.trustManager(
          PemFiles.authorities(files.trustedCaFile()).toArray(new X509Certificate[0]));
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException("tls: " + e.getMessage(), e);
    }
  }
}
