package io.keelson.backup.source;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Source;
import io.keelson.node.edge.ClientTls;
import io.keelson.node.edge.TlsException;
import io.keelson.proto.etcdserverpb.AuthGrpc;
import io.keelson.proto.etcdserverpb.AuthenticateRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections to the members of a cluster, each asked by itself. One thread. */
public final class SourceClient implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 64 << 20;
  private static final int WINDOW_BYTES = 4 << 20;
  private static final long KEEPALIVE_SECONDS = 20;
  static final long CALL_SECONDS = 10;
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<MemberCalls> members = new ArrayList<>();

  private SourceClient() {}

  /**
   * Prepares connections; they are opened when first used.
   *
   * @param tls folder of {@code ca.crt}, {@code tls.crt}, {@code tls.key}; each may be absent
   * @param auth folder of {@code username} and {@code password}
   */
  public static SourceClient open(Source source, Path tls, Path auth) throws BackupException {
    SourceClient client = new SourceClient();
    boolean isDone = false;
    try {
      for (String endpoint : source.endpoints()) {
        client.channels.add(channel(endpoint, source, tls));
      }
      Metadata headers = source.isAuth() ? client.signIn(auth) : new Metadata();
      for (int i = 0; i < client.channels.size(); i++) {
        client.members.add(
            new MemberCalls(
                source.endpoints().get(i),
                ClientInterceptors.intercept(
                    client.channels.get(i), MetadataUtils.newAttachHeadersInterceptor(headers))));
      }
      isDone = true;
      return client;
    } finally {
      if (!isDone) {
        client.close();
      }
    }
  }

  /** The members, in the order of the endpoints. */
  public List<MemberCalls> members() {
    return members;
  }

  private static ManagedChannel channel(String endpoint, Source source, Path tls)
      throws BackupException {
    URI uri;
    try {
      uri = URI.create(endpoint.contains("://") ? endpoint : "//" + endpoint);
    } catch (IllegalArgumentException e) {
      throw badEndpoint(endpoint, e);
    }
    @Nullable String host = uri.getHost();
    if (host == null || uri.getPort() <= 0) {
      throw badEndpoint(endpoint, null);
    }
    boolean isTls = uri.getScheme() == null ? source.isTls() : uri.getScheme().equals("https");
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(bare, uri.getPort())
            .disableRetry()
            .disableServiceConfigLookUp()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .flowControlWindow(WINDOW_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_SECONDS, TimeUnit.SECONDS);
    if (!isTls) {
      return builder.usePlaintext().build();
    }
    try {
      new ClientTls(
              existing(tls.resolve("tls.crt")),
              existing(tls.resolve("tls.key")),
              existing(tls.resolve("ca.crt")),
              false)
          .applyTo(builder);
    } catch (TlsException e) {
      throw new BackupException(
          Reason.SOURCE_REFUSED,
          "the certificates for the members cannot be used: " + e.getMessage(),
          e);
    }
    if (source.serverName() != null) {
      builder.overrideAuthority(source.serverName());
    }
    return builder.build();
  }

  private static BackupException badEndpoint(String endpoint, @Nullable Throwable cause) {
    return new BackupException(
        Reason.INVALID_REQUEST,
        "the endpoint \"" + endpoint + "\" is not of the form https://HOST:PORT",
        cause);
  }

  private static String existing(Path file) {
    return Files.isRegularFile(file) ? file.toString() : "";
  }

  private Metadata signIn(Path auth) throws BackupException {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder()
            .setName(secret(auth.resolve("username")))
            .setPassword(secret(auth.resolve("password")))
            .build();
    BackupException failure = null;
    for (ManagedChannel channel : channels) {
      try {
        String token =
            AuthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .authenticate(request)
                .getToken();
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        return headers;
      } catch (StatusRuntimeException e) {
        failure = failure(e, "sign in");
        if (failure.reason() != Reason.SOURCE_UNREACHABLE) {
          throw failure;
        }
      }
    }
    throw failure == null
        ? new BackupException(Reason.INVALID_REQUEST, "no endpoint is given")
        : failure;
  }

  private static String secret(Path file) throws BackupException {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new BackupException(
          Reason.SOURCE_REFUSED,
          "cannot read " + file + ": the secret of the cluster's user needs username and password",
          e);
    }
  }

  /** What a refused call means. */
  static BackupException failure(StatusRuntimeException e, String what) {
    Status status = e.getStatus();
    String detail = status.getDescription() == null ? "" : ": " + status.getDescription();
    Throwable cause = status.getCause();
    String deeper = cause == null ? "" : " (" + BackupException.text(cause) + ")";
    boolean isUnreachable =
        switch (status.getCode()) {
          case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL -> true;
          default -> false;
        };
    return isUnreachable
        ? new BackupException(
            Reason.SOURCE_UNREACHABLE,
            "cannot %s: %s%s%s: check that the member runs, its address and its certificates"
                .formatted(what, status.getCode(), detail, deeper),
            e)
        : new BackupException(
            Reason.SOURCE_REFUSED,
            "cannot %s: the member answers %s%s: check user, role root and certificates"
                .formatted(what, status.getCode(), detail),
            e);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
