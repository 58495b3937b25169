package io.keelson.node.edge;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS of a program that calls a member by gRPC. The files are read once.
 *
 * @param certFile shown to the server, with {@code keyFile}; both empty for none
 * @param caFile whom to trust, empty for those of the JDK
 * @param trustsEveryone whether the server's certificate is not looked at
 */
public record ClientTls(String certFile, String keyFile, String caFile, boolean trustsEveryone) {
  /**
   * Lets connections speak TLS.
   *
   * @throws TlsException if the files cannot be used
   */
  public void applyTo(NettyChannelBuilder channel) throws TlsException {
    SslContextBuilder builder =
        GrpcSslContexts.configure(
            SslContextBuilder.forClient(),
            TlsContexts.isNative() ? SslProvider.OPENSSL : SslProvider.JDK);
    if (!certFile.isEmpty() || !keyFile.isEmpty()) {
      PemFiles.Pair pair = PemFiles.pair(certFile, keyFile);
      builder
          .sslProvider(TlsContexts.provider(pair.key()))
          .keyManager(pair.key(), pair.chain().toArray(new X509Certificate[0]));
    }
    if (trustsEveryone) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else if (!caFile.isEmpty()) {
      List<X509Certificate> authorities = PemFiles.authorities(caFile);
      if (authorities.isEmpty()) {
        throw new TlsException("no certificate found in " + caFile);
      }
      builder.trustManager(authorities.toArray(new X509Certificate[0]));
    }
    try {
      channel.useTransportSecurity().sslContext(builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException("tls: " + e.getMessage(), e);
    }
  }
}
