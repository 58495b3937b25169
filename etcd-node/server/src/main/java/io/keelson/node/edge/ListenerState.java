package io.keelson.node.edge;

import io.keelson.node.agent.Latest;

/** What the connections of a listener must know about it. Any thread. */
final class ListenerState {
  private final ListenerEvents events;
  private final Latest<Boolean> isClosing = new Latest<>(false);

  ListenerState(ListenerEvents events) {
    this.events = events;
  }

  ListenerEvents events() {
    return events;
  }

  boolean isClosing() {
    return isClosing.get();
  }

  void close() {
    isClosing.publish(true);
  }

  void handlerFailed(Throwable defect) {
    events.handlerFailed(defect);
  }
}
