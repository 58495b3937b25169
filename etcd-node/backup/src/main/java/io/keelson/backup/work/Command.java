package io.keelson.backup.work;

import com.google.gson.JsonObject;
import java.io.IOException;

/** Does what a request asks for. */
@FunctionalInterface
public interface Command {
  /**
   * Runs.
   *
   * @return the result, without its {@code ok}
   * @throws IOException if it cannot be done, of our own kind if the reason is known
   */
  JsonObject run(Session session) throws IOException, InterruptedException;
}
