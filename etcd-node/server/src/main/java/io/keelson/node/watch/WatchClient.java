package io.keelson.node.watch;

/**
 * The client's end of a watch stream. Called by the hub's thread, except {@link #isReady}, which is
 * for any.
 */
public interface WatchClient {
  /**
   * Whether more can be sent without piling up. After it was false, {@link WatchHub#ready} must be
   * called when it is true again.
   */
  boolean isReady();

  /** Sends a response, ready or not. */
  void send(WatchResponse response);

  /** Lets the client's next request come. */
  void requestNext();

  /** Ends the stream because what the client sent cannot be read. */
  void endMalformed();
}
