package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerPages;
import io.keelson.node.link.PeerPages.Page;
import io.keelson.node.link.StateSource;
import io.keelson.node.log.Field;
import io.keelson.raft.Message;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which request gets which answer, with upstream's checks in upstream's order. On the loop. */
final class PeerRoutes {
  private static final String RAFT = "/raft";
  private static final String STREAM = "/raft/stream/";
  private static final String PROMOTE = "/members/promote/";
  private static final String METHOD_REFUSED = "Method Not Allowed";
  private static final int PAGE_BODY_BYTES_MAX = 1 << 20;
  private static final int SNAPSHOTS_MAX = 4;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final PeerTransport transport;
  private final PeerSettings settings;
  private final PeerHandler handler;
  private final PeerPages pages;
  private final boolean isSecure;
  private final Map<PeerConnection, SnapshotReceiver> snapshots = new LinkedHashMap<>();

  /** {@code isSecure} says that the listener speaks TLS. */
  PeerRoutes(PeerTransport transport, PeerPages pages, boolean isSecure) {
    this.transport = transport;
    this.settings = transport.settings();
    this.handler = transport.handler();
    this.pages = pages;
    this.isSecure = isSecure;
  }

  PeerSettings settings() {
    return settings;
  }

  String date() {
    return DATE.format(settings.place().wallClock().instant());
  }

  /** A connection has ended. */
  void gone(PeerConnection connection) {
    snapshots.remove(connection);
  }

  /** Answers, or says where the body goes. */
  void route(PeerConnection connection, HttpRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    if (path.startsWith(STREAM)) {
      stream(connection, request, path);
      return;
    }
    if (path.startsWith(PROMOTE)) {
      promote(connection, request, path.substring(PROMOTE.length()));
      return;
    }
    switch (path) {
      case RAFT -> message(connection, request);
      case "/raft/snapshot" -> snapshot(connection, request);
      case "/raft/probing" -> probing(connection);
      case "/version" -> get(connection, request, Map.of(), pages::version);
      case "/members" -> get(connection, request, clusterHeader(), pages::members);
      case "/downgrade/enabled" ->
          get(connection, request, clusterHeader(), pages::isDowngradeEnabled);
      case "/members/hashkv" -> hashKv(connection, request);
      case StateSource.PATH -> state(connection, request);
      case "/leases" -> lease(connection, request, pages::renewLease);
      case "/leases/internal" -> lease(connection, request, pages::leaseTimes);
      default -> connection.refuse(404, "404 page not found", Map.of());
    }
  }

  private Map<String, String> clusterHeader() {
    return Map.of(PeerHeaders.CLUSTER_ID, settings.self().clusterText());
  }

  private static boolean refusesMethod(
      PeerConnection connection, HttpRequest request, HttpMethod allowed) {
    if (request.method().equals(allowed)) {
      return false;
    }
    connection.refuse(405, METHOD_REFUSED, Map.of("Allow", allowed.name()));
    return true;
  }

  private void meet(PeerConnection connection, HttpHeaders headers, Optional<Long> sender) {
    if (sender.isPresent() && (connection.isAuthenticated() || !isSecure)) {
      transport.meet(sender.get(), PeerHeaders.senderUrls(headers));
    }
  }

  private void message(PeerConnection connection, HttpRequest request) {
    if (refusesMethod(connection, request, HttpMethod.POST)) {
      return;
    }
    Map<String, String> cluster = clusterHeader();
    HttpHeaders headers = request.headers();
    Optional<String> refusal = PeerHeaders.check(headers, settings.self(), settings.log());
    if (refusal.isPresent()) {
      connection.refuse(412, refusal.get(), cluster);
      return;
    }
    meet(connection, headers, PeerHeaders.id(headers.get(PeerHeaders.FROM, "")));
    connection.receive(
        new BodyReceiver(
            (int) StreamDecoder.MESSAGE_BYTES_MAX,
            body -> process(connection, body),
            () -> connection.refuse(400, "error reading raft message", cluster)));
  }

  private void process(PeerConnection connection, Bytes body) {
    Map<String, String> cluster = clusterHeader();
    Message message;
    try {
      message = MessageCodec.decode(body).message();
    } catch (WireException e) {
      settings
          .log()
          .warn(
              "failed to unmarshal Raft message",
              Field.of("local-member-id", settings.self().idText()),
              Field.error(e));
      settings.metrics().peerReceivedFailures.with(connection.remoteAddress()).inc();
      connection.refuse(400, "error unmarshalling raft message", cluster);
      return;
    }
    settings.metrics().peerReceivedBytes.with(Long.toHexString(message.from())).add(body.length());
    if (refusesRouting(connection, message)) {
      return;
    }
    if (message.type() == Message.Type.SNAP) {
      connection.refuse(400, "wrong raft message type", cluster);
      return;
    }
    handler.received(message);
    connection.answer(204, "", Bytes.EMPTY, cluster);
  }

  /**
   * Refuses messages from removed members, and those that are not meant for this one. Upstream says
   * 403 to both, and its members end themselves on that: a member whose address was used before by
   * another must not suffer for it.
   */
  boolean refusesRouting(PeerConnection connection, Message message) {
    if (handler.isRemoved(message.from())) {
      settings
          .log()
          .warn(
              "rejected Raft message from removed member",
              Field.of("local-member-id", settings.self().idText()),
              Field.hex("removed-member-id", message.from()));
      refuseAsJson(connection, 403, "cannot process message from removed member");
      return true;
    }
    if (message.to() != settings.self().id()) {
      settings
          .log()
          .warn(
              "rejected Raft message to mismatch member",
              Field.of("local-member-id", settings.self().idText()),
              Field.hex("mismatch-member-id", message.to()));
      refuseAsJson(connection, 404, "cannot process message to mismatch member");
      return true;
    }
    return false;
  }

  private void refuseAsJson(PeerConnection connection, int status, String text) {
    connection.answer(
        status, "application/json", Bytes.utf8("{\"message\":\"" + text + "\"}"), clusterHeader());
  }

  private void snapshot(PeerConnection connection, HttpRequest request) {
    if (refusesMethod(connection, request, HttpMethod.POST)) {
      return;
    }
    HttpHeaders headers = request.headers();
    Optional<String> refusal = PeerHeaders.check(headers, settings.self(), settings.log());
    if (refusal.isPresent()) {
      connection.refuse(412, refusal.get(), clusterHeader());
      return;
    }
    if (snapshots.size() >= SNAPSHOTS_MAX) {
      connection.refuse(503, "too many snapshots are being received", clusterHeader());
      return;
    }
    meet(connection, headers, PeerHeaders.id(headers.get(PeerHeaders.FROM, "")));
    var receiver = new SnapshotReceiver(this, connection, handler, clusterHeader());
    snapshots.put(connection, receiver);
    connection.receive(receiver);
  }

  /** A snapshot has been answered. */
  void snapshotOver(PeerConnection connection) {
    snapshots.remove(connection);
  }

  private void stream(PeerConnection connection, HttpRequest request, String path) {
    if (refusesMethod(connection, request, HttpMethod.GET)) {
      return;
    }
    Map<String, String> own =
        Map.of(
            PeerHeaders.VERSION,
            settings.self().version(),
            PeerHeaders.CLUSTER_ID,
            settings.self().clusterText());
    HttpHeaders headers = request.headers();
    Optional<String> refusal = PeerHeaders.check(headers, settings.self(), settings.log());
    if (refusal.isPresent()) {
      connection.refuse(412, refusal.get(), own);
      return;
    }
    int slash = path.lastIndexOf('/');
    StreamType type = StreamType.ofFolder(path.substring(0, slash));
    if (type == null) {
      connection.refuse(404, "invalid path", own);
      return;
    }
    Optional<Long> from = PeerHeaders.id(path.substring(slash + 1));
    if (from.isEmpty()) {
      connection.refuse(404, "invalid from", own);
      return;
    }
    long sender = from.get();
    if (handler.isRemoved(sender)) {
      warnOfStream("rejected stream from remote peer because it was removed", sender);
      connection.refuse(410, "removed member", own);
      return;
    }
    if (!transport.knows(sender)) {
      meet(connection, headers, from);
      warnOfStream("failed to find remote peer in cluster", sender);
      connection.refuse(404, "error sender not found", own);
      return;
    }
    String to = headers.get(PeerHeaders.TO, "");
    if (!to.equals(settings.self().idText())) {
      warnOfStream("ignored streaming request; ID mismatch", sender);
      connection.refuse(412, "to field mismatch", own);
      return;
    }
    connection.begin(own);
    @Nullable OutgoingStream attached = transport.attach(type, sender, connection.channel());
    if (attached != null) {
      connection.become(attached);
    }
  }

  private void warnOfStream(String text, long sender) {
    settings
        .log()
        .warn(
            text,
            Field.of("local-member-id", settings.self().idText()),
            Field.of("remote-peer-id-stream-handler", settings.self().idText()),
            Field.hex("remote-peer-id-from", sender),
            Field.of("cluster-id", settings.self().clusterText()));
  }

  private void probing(PeerConnection connection) {
    Instant now = settings.place().wallClock().instant();
    connection.answer(
        200,
        "text/plain; charset=utf-8",
        Bytes.utf8("{\"OK\":true,\"Now\":\"" + now + "\"}\n"),
        Map.of());
  }

  private void get(
      PeerConnection connection,
      HttpRequest request,
      Map<String, String> headers,
      Consumer<Consumer<Page>> page) {
    if (!refusesMethod(connection, request, HttpMethod.GET)) {
      page.accept(answerer(connection, headers));
    }
  }

  private void promote(PeerConnection connection, HttpRequest request, String idText) {
    if (refusesMethod(connection, request, HttpMethod.POST)) {
      return;
    }
    boolean isNumber = !idText.isEmpty() && idText.chars().allMatch(c -> c >= '0' && c <= '9');
    try {
      long id = isNumber ? Long.parseUnsignedLong(idText) : 0;
      if (isNumber) {
        pages.promote(id, answerer(connection, clusterHeader()));
        return;
      }
    } catch (NumberFormatException tooLarge) {
      isNumber = false;
    }
    connection.refuse(404, "member " + idText + " not found in cluster", clusterHeader());
  }

  private void hashKv(PeerConnection connection, HttpRequest request) {
    if (refusesMethod(connection, request, HttpMethod.GET)) {
      return;
    }
    String cluster = request.headers().get(PeerHeaders.CLUSTER_ID, "");
    if (!cluster.isEmpty() && !cluster.equals(settings.self().clusterText())) {
      connection.refuse(412, PeerHeaders.CLUSTER_MISMATCH, Map.of());
      return;
    }
    withBody(connection, clusterHeader(), pages::hashKv);
  }

  private void state(PeerConnection connection, HttpRequest request) {
    if (refusesMethod(connection, request, HttpMethod.GET)) {
      return;
    }
    Optional<String> refusal =
        PeerHeaders.check(request.headers(), settings.self(), settings.log());
    if (refusal.isPresent()) {
      connection.refuse(412, refusal.get(), clusterHeader());
      return;
    }
    var sender = new StateSender(connection, settings, pages.state(), clusterHeader());
    connection.become(sender);
    sender.start();
  }

  private void lease(
      PeerConnection connection, HttpRequest request, BiConsumer<Bytes, Consumer<Page>> page) {
    if (!request.method().equals(HttpMethod.POST)) {
      connection.refuse(405, METHOD_REFUSED, Map.of());
      return;
    }
    withBody(connection, Map.of(), page);
  }

  private void withBody(
      PeerConnection connection,
      Map<String, String> headers,
      BiConsumer<Bytes, Consumer<Page>> page) {
    connection.receive(
        new BodyReceiver(
            PAGE_BODY_BYTES_MAX,
            body -> page.accept(body, answerer(connection, headers)),
            () -> connection.refuse(413, "request body too large", headers)));
  }

  private static Consumer<Page> answerer(PeerConnection connection, Map<String, String> headers) {
    return page -> {
      try {
        connection
            .loop()
            .execute(
                () -> connection.answer(page.status(), page.contentType(), page.body(), headers));
      } catch (RejectedExecutionException stopped) {
        // The connection has ended with its loop.
        return;
      }
    };
  }
}
