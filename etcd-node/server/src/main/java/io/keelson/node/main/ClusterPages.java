package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.LeaseCodec;
import io.keelson.node.command.LeaseCodec.TimeToLive;
import io.keelson.node.command.PeerLeaseCodec;
import io.keelson.node.command.PeerLeaseCodec.LeaseTimes;
import io.keelson.node.command.Refusal;
import io.keelson.node.link.PeerPages;
import io.keelson.node.link.StatePage;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.replica.Lessor;
import io.keelson.node.replica.Lessor.Renewal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this member tells the others on its peer port, with upstream's texts. */
final class ClusterPages implements PeerPages {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/protobuf";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int TIMED_OUT = 408;
  private static final int FAILED = 500;
  private static final String CATCH_UP =
      "waiting for node to catch up its applied index has timed out";

  private final NodeAssembly node;
  private final Health health;
  private final PromotionPage promotions;
  private final HashPage hashes;
  private final StatePage state;

  ClusterPages(NodeAssembly node, Health health, PromotionPage promotions, HashPage hashes) {
    this.node = node;
    this.health = health;
    this.promotions = promotions;
    this.hashes = hashes;
    this.state = new StateImages(node.store());
  }

  private static Page text(int status, String text) {
    return new Page(status, TEXT, Bytes.utf8(text + "\n"));
  }

  @Override
  public void version(Consumer<Page> answer) {
    String json =
        "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}"
            .formatted(health.server(), health.cluster(), health.storage());
    answer.accept(new Page(OK, JSON, Bytes.utf8(json)));
  }

  @Override
  public void members(Consumer<Page> answer) {
    answer.accept(new Page(OK, JSON, PromotionPage.list(node.members().membership().members())));
  }

  @Override
  public void promote(long member, Consumer<Page> answer) {
    promotions.promote(member, answer);
  }

  @Override
  public void hashKv(Bytes body, Consumer<Page> answer) {
    hashes.answer(body, answer);
  }

  @Override
  public StatePage state() {
    return state;
  }

  @Override
  public void isDowngradeEnabled(Consumer<Page> answer) {
    node.replica()
        .readIndex()
        .confirm(
            () ->
                answer.accept(
                    new Page(
                        OK,
                        TEXT,
                        Bytes.utf8(
                            String.valueOf(node.members().membership().downgrade().isEnabled())))),
            refusal -> answer.accept(text(FAILED, "failed linearized read")));
  }

  @Override
  public void renewLease(Bytes body, Consumer<Page> answer) {
    long id;
    try {
      id = LeaseCodec.keepAlive(body);
    } catch (WireException e) {
      answer.accept(text(BAD_REQUEST, "error unmarshalling request"));
      return;
    }
    node.leases().lessor().renewHere(id, new RenewalPage(id, answer));
  }

  private record RenewalPage(long id, Consumer<Page> answer) implements Renewal {
    @Override
    public void renewed(long ttlSeconds) {
      answer.accept(new Page(OK, PROTOBUF, PeerLeaseCodec.renewed(id, ttlSeconds)));
    }

    @Override
    public void notFound() {
      answer.accept(text(NOT_FOUND, "lease not found"));
    }

    @Override
    public void refused(Refusal refusal) {
      answer.accept(
          refusal == Refusal.TIMEOUT
              ? text(TIMED_OUT, CATCH_UP)
              : text(BAD_REQUEST, "not a primary lessor"));
    }
  }

  @Override
  public void leaseTimes(Bytes body, Consumer<Page> answer) {
    TimeToLive request;
    try {
      request = PeerLeaseCodec.timesRequest(body);
    } catch (WireException e) {
      answer.accept(text(BAD_REQUEST, "error unmarshalling request"));
      return;
    }
    node.leases()
        .lessor()
        .timeToLiveHere(
            request.id(),
            times -> answer.accept(times(request, times)),
            refusal ->
                answer.accept(
                    refusal == Refusal.TIMEOUT
                        ? text(TIMED_OUT, CATCH_UP)
                        : text(FAILED, "not a primary lessor")));
  }

  private Page times(TimeToLive request, Lessor.@Nullable Times times) {
    if (times == null) {
      return text(NOT_FOUND, "lease not found");
    }
    List<Bytes> keys = new ArrayList<>();
    if (request.areKeysWanted()) {
      StoreView view = node.store().view();
      try {
        view.attachedKeys(request.id(), keys::add);
      } finally {
        view.release();
      }
    }
    LeaseTimes encoded = new LeaseTimes(times.remainingSeconds(), times.grantedSeconds());
    return new Page(OK, PROTOBUF, PeerLeaseCodec.times(request.id(), encoded, keys));
  }
}
