package io.keelson.e2e.watch;

import io.grpc.stub.StreamObserver;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.WatchCancelRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The watch streams of one server. */
final class Listener {
  static final int STREAMS = 3;

  private final EtcdProcess server;
  private final Map<Long, Heard> heard = new ConcurrentHashMap<>();
  private final List<StreamObserver<WatchRequest>> streams = new ArrayList<>();

  Listener(EtcdProcess server) {
    this.server = server;
  }

  /** New streams, after each start of the server. */
  void connect() {
    streams.clear();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(WatchGrpc.newStub(server.client().channel()).watch(new Receiver()));
    }
  }

  Heard open(WatcherSpec spec) {
    Heard ear = new Heard(spec.fragment());
    heard.put(spec.id(), ear);
    streams
        .get(spec.stream())
        .onNext(WatchRequest.newBuilder().setCreateRequest(spec.request()).build());
    return ear;
  }

  void cancel(WatcherSpec spec) {
    var cancel = WatchCancelRequest.newBuilder().setWatchId(spec.id());
    streams.get(spec.stream()).onNext(WatchRequest.newBuilder().setCancelRequest(cancel).build());
  }

  EtcdProcess server() {
    return server;
  }

  private final class Receiver implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      Heard ear = heard.get(response.getWatchId());
      if (ear != null) {
        ear.add(response);
      }
    }

    @Override
    public void onError(Throwable thrown) {} // the server was stopped

    @Override
    public void onCompleted() {}
  }
}
