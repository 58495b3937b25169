package io.keelson.node.ctl;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.keelson.node.edge.ClientTls;
import io.keelson.node.edge.TlsException;
import io.keelson.proto.etcdserverpb.AuthGrpc;
import io.keelson.proto.etcdserverpb.AuthenticateRequest;
import java.io.Console;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls a cluster through whichever of some members is reached first. Connections are opened when
 * first needed, to all members at once. One thread.
 */
final class Client implements AutoCloseable {
  private static final long REQUEST_BYTES_MAX = 2 * 1024 * 1024;
  private static final Duration KEEPALIVE_MIN = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 200;
  private static final long RETRY_MILLIS = 100;
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final List<ManagedChannel> channels;
  private final Arguments arguments;
  private final Metadata headers = new Metadata();

  private Client(List<ManagedChannel> channels, Arguments arguments) {
    this.channels = channels;
    this.arguments = arguments;
  }

  /**
   * A client with the connection settings of the command line. Asks for a token when a user is
   * named.
   *
   * @throws CtlException if an endpoint cannot be understood
   */
  static Client open(List<String> endpoints, ClientTls tls, Arguments arguments)
      throws TlsException, CtlException, InterruptedException {
    List<ManagedChannel> channels = new ArrayList<>();
    for (String endpoint : endpoints) {
      channels.add(channel(Endpoint.parse(endpoint), tls, arguments));
    }
    var client = new Client(channels, arguments);
    client.authenticate();
    return client;
  }

  private static ManagedChannel channel(Endpoint endpoint, ClientTls tls, Arguments arguments)
      throws TlsException {
    Duration keepalive = arguments.duration("keepalive-time");
    long answerMax = arguments.number("max-recv-bytes");
    var builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .disableRetry()
            .disableServiceConfigLookUp()
            .keepAliveTime(
                Math.max(keepalive.toMillis(), KEEPALIVE_MIN.toMillis()), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(
                arguments.duration("keepalive-timeout").toMillis(), TimeUnit.MILLISECONDS)
            .maxInboundMessageSize(
                answerMax > 0 && answerMax < Integer.MAX_VALUE
                    ? (int) answerMax
                    : Integer.MAX_VALUE);
    boolean isTlsWanted =
        !tls.equals(new ClientTls("", "", "", false)) || !arguments.isOn("insecure-transport");
    if (endpoint.isTls(isTlsWanted)) {
      tls.applyTo(builder);
    } else {
      if (isTlsWanted) {
        // Files that cannot be used are an error also where they are not needed.
        tls.applyTo(NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port()));
      }
      builder.usePlaintext();
    }
    return builder.build();
  }

  private void authenticate() throws CtlException, InterruptedException {
    String token = arguments.text("auth-jwt-token");
    String user = arguments.text("user");
    if (token.isEmpty() && !user.isEmpty()) {
      String password = arguments.text("password");
      int colon = user.indexOf(':');
      if (password.isEmpty() && colon >= 0) {
        password = user.substring(colon + 1);
        user = user.substring(0, colon);
      } else if (password.isEmpty()) {
        password = askPassword();
      }
      AuthenticateRequest request =
          AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
      token = read(AuthGrpc.getAuthenticateMethod(), request, deadline()).getToken();
    }
    if (!token.isEmpty()) {
      headers.put(TOKEN, token);
    }
  }

  private static String askPassword() throws CtlException {
    @SuppressWarnings("SystemConsoleNull") // the JDK does not promise one
    @Nullable Console console = System.console();
    char[] typed =
        console != null && console.isTerminal() ? console.readPassword("Password: ") : null;
    if (typed == null) {
      throw new CtlException(
          CtlException.EXIT_ERROR, "no terminal to ask for the password; give it with --password");
    }
    return new String(typed);
  }

  /** {@code --command-timeout} from now. */
  Deadline deadline() {
    return Deadline.after(arguments.duration("command-timeout").toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A call that may be made again while no member can answer it. */
  <Q extends Message, A> A read(MethodDescriptor<Q, A> method, Q request, Deadline deadline)
      throws CtlException, InterruptedException {
    while (true) {
      try {
        return call(method, request, deadline);
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || deadline.isExpired()) {
          throw failure(e.getStatus(), deadline);
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  /** A call that is made once, since it may have had its effect when it fails. */
  <Q extends Message, A> A write(MethodDescriptor<Q, A> method, Q request, Deadline deadline)
      throws CtlException, InterruptedException {
    try {
      return call(method, request, deadline);
    } catch (StatusRuntimeException e) {
      throw failure(e.getStatus(), deadline);
    }
  }

  private <Q extends Message, A> A call(MethodDescriptor<Q, A> method, Q request, Deadline deadline)
      throws CtlException, InterruptedException {
    checkSize(request);
    CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
    return ClientCalls.blockingUnaryCall(connected(deadline), method, options, request);
  }

  private void checkSize(Message request) throws CtlException {
    long given = arguments.number("max-request-bytes");
    long most = given > 0 ? given : REQUEST_BYTES_MAX;
    int size = request.getSerializedSize();
    if (size > most) {
      throw new CtlException(
          CtlException.EXIT_ERROR,
          "rpc error: code = ResourceExhausted desc = trying to send message larger than max"
              + " (%d vs. %d)".formatted(size, most));
    }
  }

  /**
   * A channel to the member that is reached first.
   *
   * @throws CtlException if none is before the deadline
   */
  Channel connected(Deadline deadline) throws CtlException, InterruptedException {
    while (!deadline.isExpired()) {
      var changed = new CountDownLatch(1);
      for (ManagedChannel channel : channels) {
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.READY) {
          return ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        }
        channel.notifyWhenStateChanged(state, changed::countDown);
      }
      long left = deadline.timeRemaining(TimeUnit.MILLISECONDS);
      var _ = changed.await(Math.max(1, Math.min(left, LOOK_MILLIS)), TimeUnit.MILLISECONDS);
    }
    throw new CtlException(CtlException.EXIT_ERROR, Failures.DEADLINE);
  }

  private static CtlException failure(Status status, Deadline deadline) {
    return new CtlException(CtlException.EXIT_ERROR, Failures.text(status, deadline.isExpired()));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
