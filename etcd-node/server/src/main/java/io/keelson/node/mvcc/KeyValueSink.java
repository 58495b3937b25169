package io.keelson.node.mvcc;

/** Takes the key-values of an answer in order. */
@FunctionalInterface
public interface KeyValueSink {
  /**
   * Takes an encoded {@code mvccpb.KeyValue}.
   *
   * @param array valid during the call only
   */
  void accept(byte[] array, int offset, int length);
}
