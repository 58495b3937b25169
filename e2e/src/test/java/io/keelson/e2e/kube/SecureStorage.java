package io.keelson.e2e.kube;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One cluster whose members serve clients and each other over TLS only and ask both for a
 * certificate. Clients and members have authorities of their own, so that the certificates of the
 * ones do not open the ports of the others. One caller.
 */
final class SecureStorage implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);

  private final Authority authority;
  private final Authority peerAuthority;
  private final Authority.Identity client;
  private final Authority.Identity peer;
  private final List<SecureMember> members = new ArrayList<>();
  private final HttpClient http;

  /**
   * Nothing runs yet.
   *
   * @param specs one per member
   * @param folder for keys and certificates
   */
  SecureStorage(List<EtcdProcess.Spec> specs, Path folder) {
    authority = new Authority(folder, "etcd-ca");
    peerAuthority = new Authority(folder, "etcd-peer-ca");
    client = authority.issue("apiserver-etcd-client", "CN=kube-apiserver-etcd-client");
    peer = peerAuthority.issue("etcd-peer", "CN=etcd-peer", "localhost", "127.0.0.1");
    ChannelCredentials credentials = credentials();
    for (EtcdProcess.Spec spec : specs) {
      String name = "n" + (members.size() + 1);
      members.add(new SecureMember(name, spec.flag("name", name).prepare(), credentials));
    }
    String cluster =
        members.stream()
            .map(member -> member.name() + "=" + member.peerUrl())
            .collect(Collectors.joining(","));
    members.forEach(member -> configure(member, cluster));
    http =
        HttpClient.newBuilder()
            .sslContext(authority.context(client))
            .connectTimeout(CALL_LIMIT)
            .build();
  }

  /** In the order of their names, also those that do not run. */
  List<SecureMember> members() {
    return List.copyOf(members);
  }

  /** Of all members, with commas between. */
  String endpoints() {
    return members.stream().map(SecureMember::endpoint).collect(Collectors.joining(","));
  }

  String label() {
    String label = members.getFirst().process().label();
    return members.size() == 1 ? label : members.size() + " members of " + label;
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

  /** A certificate for the client ports. */
  Authority.Identity client() {
    return client;
  }

  /** The certificate of all members for each other. */
  Authority.Identity peer() {
    return peer;
  }

  /** Whether a member's client port answers to whoever shows this certificate, or none. */
  boolean clientPortOpens(SecureMember member, Authority.@Nullable Identity shown) {
    return opens(member.endpoint() + "/health", authority.context(shown));
  }

  /** The same for a member's peer port. */
  boolean peerPortOpens(SecureMember member, Authority.@Nullable Identity shown) {
    return opens(member.peerUrl() + "/version", peerAuthority.context(shown));
  }

  /** Starts on the same folders and ports, and returns when all say that they are healthy. */
  void start() {
    members.forEach(member -> member.process().launch());
    members.forEach(this::awaitHealthy);
  }

  void kill9() {
    members.forEach(member -> member.process().kill9());
  }

  @Override
  public void close() {
    http.close();
    members.forEach(SecureMember::close);
  }

  private ChannelCredentials credentials() {
    try {
      return TlsChannelCredentials.newBuilder()
          .trustManager(authority.certFile().toFile())
          .keyManager(client.certFile().toFile(), client.keyFile().toFile())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(SecureMember member, String cluster) {
    String name = member.name();
    Authority.Identity server =
        authority.issue("etcd-server-" + name, "CN=etcd-server", "localhost", "127.0.0.1");
    member
        .process()
        .spec()
        .flag("initial-cluster", cluster)
        .flag("listen-client-urls", member.endpoint())
        .flag("advertise-client-urls", member.endpoint())
        .flag("cert-file", server.certFile().toString())
        .flag("key-file", server.keyFile().toString())
        .flag("trusted-ca-file", authority.certFile().toString())
        .flag("client-cert-auth", "true")
        .flag("listen-peer-urls", member.peerUrl())
        .flag("initial-advertise-peer-urls", member.peerUrl())
        .flag("peer-cert-file", peer.certFile().toString())
        .flag("peer-key-file", peer.keyFile().toString())
        .flag("peer-trusted-ca-file", peerAuthority.certFile().toString())
        .flag("peer-client-cert-auth", "true")
        .flag("watch-progress-notify-interval", "5s");
  }

  private void awaitHealthy(SecureMember member) {
    EtcdProcess process = member.process();
    boolean isHealthy =
        Await.until(SecureMember.LIMIT, () -> !process.isAlive() || isHealthy(member.endpoint()));
    if (!isHealthy || !process.isAlive()) {
      throw new IllegalStateException(member + " is not healthy; it said:\n" + process.output());
    }
  }

  private static boolean opens(String page, SSLContext context) {
    var request = HttpRequest.newBuilder(URI.create(page)).timeout(SecureMember.LIMIT).build();
    // Members talk HTTP/1.1; upstream takes HTTP/2 at its peer port for gRPC.
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    try (HttpClient caller = builder.sslContext(context).build()) {
      return caller.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // the handshake ended badly
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean isHealthy(String endpoint) {
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
