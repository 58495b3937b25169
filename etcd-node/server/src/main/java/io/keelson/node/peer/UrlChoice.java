package io.keelson.node.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of a member's URLs to dial: one until it fails, then the next, in a circle. One thread. */
final class UrlChoice {
  private List<PeerUrl> urls;
  private int current;

  UrlChoice(List<String> urls) {
    this.urls = usable(urls);
  }

  /** Replaces the URLs and starts with the first, if they are others. */
  void replace(List<String> texts) {
    List<PeerUrl> others = usable(texts);
    if (!others.equals(urls)) {
      urls = others;
      current = 0;
    }
  }

  /** The one to dial now; empty if none can be dialled. */
  Optional<PeerUrl> pick() {
    return urls.isEmpty() ? Optional.empty() : Optional.of(urls.get(current));
  }

  /** Moves on, unless another caller already has. */
  void failed(PeerUrl url) {
    if (!urls.isEmpty() && urls.get(current).equals(url)) {
      current = (current + 1) % urls.size();
    }
  }

  private static List<PeerUrl> usable(List<String> texts) {
    List<PeerUrl> found = new ArrayList<>();
    texts.forEach(text -> PeerUrl.parse(text).ifPresent(found::add));
    return found;
  }
}
