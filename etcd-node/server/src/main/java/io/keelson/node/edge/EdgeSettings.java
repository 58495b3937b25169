package io.keelson.node.edge;

import java.time.Duration;

/** The limits of a listener, by protocol. */
public record EdgeSettings(Grpc grpc, Http http, Connection connection) {
  /** What the receive limit of gRPC adds to {@code --max-request-bytes}. */
  public static final int GRPC_OVERHEAD_BYTES = 512 * 1024;

  /** Upstream's defaults where it has some. */
  public static EdgeSettings defaults() {
    return new EdgeSettings(Grpc.defaults(), Http.defaults(), Connection.defaults());
  }

  /**
   * gRPC.
   *
   * @param messageBytesMax largest message received
   * @param concurrentStreamsMax calls open at once per connection
   * @param flowControlWindowBytes HTTP/2 window of a stream and of a connection
   * @param headerBytesMax largest metadata received
   */
  public record Grpc(
      int messageBytesMax,
      long concurrentStreamsMax,
      int flowControlWindowBytes,
      int headerBytesMax,
      KeepAlive keepAlive) {
    /** Checks the bounds. */
    public Grpc {
      if (messageBytesMax <= 0 || concurrentStreamsMax <= 0 || flowControlWindowBytes < 65_535) {
        throw new IllegalArgumentException("bad gRPC limits");
      }
    }

    /** For the default of {@code --max-request-bytes}. */
    public static Grpc defaults() {
      return forMaxRequestBytes(1_572_864);
    }

    /** Defaults with the given {@code --max-request-bytes}. */
    public static Grpc forMaxRequestBytes(int maxRequestBytes) {
      int messageBytesMax =
          (int) Math.min(Integer.MAX_VALUE, (long) maxRequestBytes + GRPC_OVERHEAD_BYTES);
      return new Grpc(messageBytesMax, 0xFFFF_FFFFL, 1 << 20, 1 << 16, KeepAlive.defaults());
    }

    int concurrentCallsMax() {
      return (int) Math.min(Integer.MAX_VALUE, concurrentStreamsMax);
    }
  }

  /**
   * Keepalive pings.
   *
   * @param minTime clients that ping more often are sent away
   * @param interval silence after which the server pings
   * @param timeout for the answer
   */
  public record KeepAlive(Duration minTime, Duration interval, Duration timeout) {
    /** 5 s, 2 h, 20 s. */
    public static KeepAlive defaults() {
      return new KeepAlive(Duration.ofSeconds(5), Duration.ofHours(2), Duration.ofSeconds(20));
    }
  }

  /**
   * HTTP/1.1.
   *
   * @param lineBytesMax longest request line
   * @param headerBytesMax all headers of a request
   * @param bodyBytesMax largest request body
   * @param readTimeout for the next request's header, for its body, and for a client to take an
   *     answer; an idle connection ends with it too
   */
  public record Http(int lineBytesMax, int headerBytesMax, int bodyBytesMax, Duration readTimeout) {
    /** The body bound leaves room for base64 in the JSON gateway. */
    public static Http defaults() {
      return new Http(8 * 1024, 64 * 1024, 4 * 1024 * 1024, Duration.ofMinutes(5));
    }
  }

  /**
   * Sockets.
   *
   * @param firstByteTimeout a connection that says nothing, or not enough to tell its protocol, is
   *     closed after this
   * @param handshakeTimeout for the TLS handshake
   * @param canReuseAddress SO_REUSEADDR
   * @param canReusePort SO_REUSEPORT
   * @param backlog connections waiting to be accepted
   */
  public record Connection(
      Duration firstByteTimeout,
      Duration handshakeTimeout,
      boolean canReuseAddress,
      boolean canReusePort,
      int backlog) {
    /** 30 s, 10 s, address reuse as Go does it. */
    public static Connection defaults() {
      return new Connection(Duration.ofSeconds(30), Duration.ofSeconds(10), true, false, 4096);
    }
  }
}
