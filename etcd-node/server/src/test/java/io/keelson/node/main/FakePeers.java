package io.keelson.node.main;

import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.KeyValueHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Other members that answer questions for hashes with the real page, or not at all. */
final class FakePeers implements PeerCalls {
  private final Map<String, HashSource> byUrl = new TreeMap<>();
  private final List<Peer> all = new ArrayList<>();
  int calls;

  /** A member that answers at the second of its URLs. */
  void add(long member, HashSource hashes) {
    byUrl.put(url(member), hashes);
    all.add(new Peer(member, List.of("http://gone", url(member))));
  }

  /** What is answered at a URL. */
  void at(String url, HashSource hashes) {
    byUrl.put(url, hashes);
  }

  /** A member that does not answer. */
  void addSilent(long member) {
    all.add(new Peer(member, List.of(url(member))));
  }

  static String url(long member) {
    return "http://m" + member;
  }

  List<Peer> all() {
    return List.copyOf(all);
  }

  PeerHashes hashes() {
    return new PeerHashes(this, Duration.ofSeconds(10), Logger.silent());
  }

  @Override
  public void call(String baseUrl, Request request, Consumer<Outcome> answered) {
    calls++;
    HashSource hashes = byUrl.get(baseUrl);
    if (hashes == null) {
      answered.accept(new Failed("connection refused", false));
      return;
    }
    new HashPage(hashes, Runnable::run, Logger.silent())
        .answer(
            request.body(),
            page -> answered.accept(new Answered(page.status(), Map.of(), page.body())));
  }

  /** Hashes that were written down: one at the current revision, and those of compactions. */
  record Written(KeyValueHash current, List<KeyValueHash> ofCompactions) implements HashSource {
    @Override
    public Answer at(long revision) {
      if (revision == 0 || revision == current.revision()) {
        return new Hashed(current, current.revision());
      }
      for (KeyValueHash hash : ofCompactions) {
        if (hash.revision() == revision) {
          return new Hashed(hash, current.revision());
        }
      }
      return new Refused(
          revision > current.revision()
              ? io.keelson.node.command.Refusal.FUTURE_REVISION
              : io.keelson.node.command.Refusal.COMPACTED);
    }
  }
}
