package io.keelson.backup.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An object that is being written. {@link #close} without {@link #commit} takes back what was
 * written; nothing of it is then left in the store, as far as that answers. One thread.
 */
public abstract class Upload extends OutputStream {
  /** Ends the object; it is durable and visible on return. */
  public abstract void commit() throws IOException;

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /** Gives up what is not committed; does not fail. */
  @Override
  public abstract void close();
}
