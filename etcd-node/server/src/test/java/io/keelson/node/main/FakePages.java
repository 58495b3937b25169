package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.PeerCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Members that answer at once with fixed pages; those without a page cannot be reached. */
final class FakePages implements PeerCalls {
  final List<String> asked = new ArrayList<>();
  private final TreeMap<String, Answered> pages = new TreeMap<>();

  FakePages with(String url, int status, String body) {
    pages.put(url, new Answered(status, Map.of("x-etcd-cluster-id", "abc"), Bytes.utf8(body)));
    return this;
  }

  @Override
  public void call(String baseUrl, Request request, Consumer<Outcome> answered) {
    String url = baseUrl + request.path();
    asked.add(request.method() + " " + url);
    Answered page = pages.get(url);
    answered.accept(page == null ? new Failed("connection refused", false) : page);
  }
}
