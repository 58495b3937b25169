package io.keelson.e2e.kube;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One member that serves clients over TLS only and asks them for a certificate. */
final class SecureStorage implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);

  private final String endpoint = "https://127.0.0.1:" + FreePorts.take();
  private final Authority authority;
  private final Authority.Identity client;
  private final EtcdProcess process;
  private final HttpClient http;

  SecureStorage(EtcdProcess.Spec spec, Path folder) {
    authority = new Authority(folder, "etcd-ca");
    client = authority.issue("apiserver-etcd-client", "CN=kube-apiserver-etcd-client");
    Authority.Identity server =
        authority.issue("etcd-server", "CN=etcd-server", "localhost", "127.0.0.1");
    process =
        spec.flag("listen-client-urls", endpoint)
            .flag("advertise-client-urls", endpoint)
            .flag("cert-file", server.certFile().toString())
            .flag("key-file", server.keyFile().toString())
            .flag("trusted-ca-file", authority.certFile().toString())
            .flag("client-cert-auth", "true")
            .flag("watch-progress-notify-interval", "5s")
            .prepare();
    http =
        HttpClient.newBuilder()
            .sslContext(authority.context(client))
            .connectTimeout(CALL_LIMIT)
            .build();
  }

  String endpoint() {
    return endpoint;
  }

  String label() {
    return process.label();
  }

  /** What a client is started with, in the order authority, certificate, key. */
  List<Path> clientFiles() {
    return List.of(authority.certFile(), client.certFile(), client.keyFile());
  }

  /** For etcdctl: what it needs to be let in, then the given arguments. */
  String[] toolArguments(String... arguments) {
    return Stream.concat(
            Stream.of(
                "--cacert=" + authority.certFile(),
                "--cert=" + client.certFile(),
                "--key=" + client.keyFile()),
            Stream.of(arguments))
        .toArray(String[]::new);
  }

  /** Starts on the same folder and ports, and returns when it says that it is healthy. */
  void start() {
    process.launch();
    if (!Await.until(READY_LIMIT, () -> !process.isAlive() || isHealthy()) || !process.isAlive()) {
      throw new IllegalStateException(label() + " is not healthy; it said:\n" + process.output());
    }
  }

  void kill9() {
    process.kill9();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long residentBytes() {
    return process.residentBytes();
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    http.close();
    if (process.isAlive()) {
      process.sigterm();
    }
    process.close();
  }

  private boolean isHealthy() {
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + "/health")).timeout(CALL_LIMIT).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet, or no answer in time
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
