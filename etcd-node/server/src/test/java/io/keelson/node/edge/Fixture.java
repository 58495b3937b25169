package io.keelson.node.edge;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Listeners on free ports with a trivial gRPC service and an HTTP echo, and clients for them. */
final class Fixture implements AutoCloseable, ListenerEvents {
  static final int TIMEOUT_MILLIS = 10_000;

  final EventLoops loops;
  final BlockingQueue<String> rejections = new LinkedBlockingQueue<>();
  final BlockingQueue<String> reloadFailures = new LinkedBlockingQueue<>();
  HttpHandler http =
      exchange -> exchange.setHeader("X-Path", exchange.path()).reply(200, exchange.body());

  Fixture() {
    this(EventLoops.open(1));
  }

  Fixture(EventLoops loops) {
    this.loops = loops;
  }

  static GrpcEndpoint grpc() {
    return GrpcEndpoint.of(List.of(new HealthStatusManager().getHealthService().bindService()));
  }

  HttpEndpoint http() {
    return new HttpEndpoint(exchange -> http.handle(exchange), InstantSource.system());
  }

  Served both() {
    return Served.both(grpc(), http());
  }

  ClientListener plain() throws IOException {
    return plain(EdgeSettings.defaults(), both());
  }

  ClientListener open(ListenAddress address) throws IOException {
    return ClientListener.open(address, loops, EdgeSettings.defaults(), both(), null, this);
  }

  ClientListener plain(EdgeSettings settings, Served served) throws IOException {
    var address = ListenAddress.tcp(false, "127.0.0.1", 0);
    return ClientListener.open(address, loops, settings, served, null, this);
  }

  ClientListener secure(TlsFiles files) throws IOException {
    return secure(files, TlsPolicy.defaults(), both());
  }

  ClientListener secure(TlsFiles files, TlsPolicy policy, Served served) throws IOException {
    var address = ListenAddress.tcp(true, "127.0.0.1", 0);
    var source = new TlsSource(files, policy);
    return ClientListener.open(address, loops, EdgeSettings.defaults(), served, source, this);
  }

  /** Asks the trivial service; throws when it cannot be reached. */
  static ServingStatus checkHealth(ManagedChannel channel) {
    try {
      return HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  static ManagedChannel plainChannel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  static ManagedChannel secureChannel(
      int port, X509Certificate authority, TestCertificates.@Nullable Issued own)
      throws SSLException {
    SslContextBuilder builder = GrpcSslContexts.forClient().trustManager(authority);
    if (own != null) {
      builder.keyManager(own.key(), own.certificate());
    }
    return NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(builder.build()).build();
  }

  static HttpClient httpClient(X509Certificate authority, TestCertificates.@Nullable Issued own) {
    return HttpClient.newBuilder().sslContext(sslContext(authority, own)).build();
  }

  static SSLContext sslContext(X509Certificate authority, TestCertificates.@Nullable Issued own) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", authority);
      char[] password = "none".toCharArray();
      if (own != null) {
        store.setKeyEntry("own", own.key(), password, new X509Certificate[] {own.certificate()});
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(TIMEOUT_MILLIS)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  static Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** Sends bytes and reads until the server closes. */
  static String exchange(int port, String sent) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      return readAll(socket);
    }
  }

  static String readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void connectionRejected(Rejection rejection) {
    rejections.add(rejection.error());
  }

  @Override
  public void handlerFailed(Throwable defect) {
    rejections.add("defect " + defect.getMessage());
  }

  @Override
  public void tlsReloadFailed(String error) {
    reloadFailures.add(error);
  }

  @Override
  public void close() {
    loops.close();
  }
}
