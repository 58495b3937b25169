package io.keelson.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that takes so many messages and keeps them. */
final class SnapshotClient extends ServerCallStreamObserver<SnapshotResponse> {
  final List<SnapshotResponse> answers = new ArrayList<>();
  boolean isDone;
  @Nullable Throwable error;
  private int credit;
  private boolean isGone;
  private Runnable whenReady = () -> {};
  private Runnable whenGone = () -> {};

  SnapshotClient(int credit) {
    this.credit = credit;
  }

  void take(int more) {
    credit += more;
    whenReady.run();
  }

  void leave() {
    isGone = true;
    whenGone.run();
  }

  @Override
  public boolean isReady() {
    return credit > 0;
  }

  @Override
  public boolean isCancelled() {
    return isGone;
  }

  @Override
  public void setOnReadyThreshold(int bytes) {
    assertThat(bytes).isPositive();
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    whenReady = handler;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    whenGone = handler;
  }

  @Override
  public void onNext(SnapshotResponse answer) {
    assertThat(isDone).isFalse();
    credit--;
    answers.add(answer);
  }

  @Override
  public void onError(Throwable cause) {
    error = cause;
  }

  @Override
  public void onCompleted() {
    isDone = true;
  }

  @Override
  public void disableAutoInboundFlowControl() {
    // Nothing comes in.
  }

  @Override
  public void request(int count) {
    // Nothing comes in.
  }

  @Override
  public void setMessageCompression(boolean isOn) {
    // Nothing is sent.
  }

  @Override
  public void setCompression(String name) {
    // Nothing is sent.
  }
}
