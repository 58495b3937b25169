package io.keelson.node.peer;

import io.keelson.node.link.StatePage;
import io.keelson.node.log.Field;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request with this member's state machine and ends its connection. Lives on the loop;
 * a {@link BodyPump} reads the body.
 */
final class StateSender implements BodyPump.Listener {
  private static final int UNAVAILABLE = 503;

  private final PeerConnection connection;
  private final PeerSettings settings;
  private final StatePage page;
  private final Map<String, String> headers;
  private final BodyPump pump;
  private @Nullable ScheduledFuture<?> timer;
  private boolean isBegun;

  /** For a request that has not been answered; {@code headers} go with any answer. */
  StateSender(
      PeerConnection connection,
      PeerSettings settings,
      StatePage page,
      Map<String, String> headers) {
    this.connection = connection;
    this.settings = settings;
    this.page = page;
    this.headers = headers;
    this.pump = new BodyPump(connection.loop(), settings.place().blocking(), null, this);
  }

  /** Starts: opens the state and finds out its size. */
  void start() {
    pump.open(page::open);
  }

  @Override
  public void opened(long size) {
    settings
        .log()
        .info(
            "sending the state to a member that rebuilds its own",
            Field.of("remote-address", connection.remoteAddress()),
            Field.of("size", SizeText.of(size)));
    isBegun = true;
    connection.begin(headers, "application/octet-stream", size);
    long second = TimeUnit.SECONDS.toNanos(1);
    timer = connection.loop().scheduleAtFixedRate(this::tick, second, second, TimeUnit.NANOSECONDS);
    pump.pump(connection.channel());
  }

  /** The socket may take more. */
  void more() {
    pump.more();
  }

  @Override
  public void sent(int bytes) {
    // Not counted: this is no traffic of Raft's.
  }

  @Override
  public void whole(ChannelFuture last) {
    var _ = last.addListener(_ -> connection.close());
  }

  /** The connection has ended. */
  void stop() {
    pump.stop();
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void failed(Throwable cause) {
    settings
        .log()
        .warn(
            "failed to send the state to a member that rebuilds its own",
            Field.of("remote-address", connection.remoteAddress()),
            Field.error(Dialler.describe(cause)));
    if (isBegun) {
      // The member sees that it is shorter than was announced.
      connection.close();
      return;
    }
    stop();
    connection.leave();
    connection.refuse(UNAVAILABLE, Dialler.describe(cause), headers);
  }

  private void tick() {
    if (pump.idleNanos() > settings.timing().snapshotStall().toNanos()) {
      connection.close();
    }
  }
}
