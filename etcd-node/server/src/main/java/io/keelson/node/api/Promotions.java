package io.keelson.node.api;

import io.keelson.node.apply.ApplyResult;
import java.util.function.Consumer;

/** The way to have a learner promoted by the leader, when that is another member. */
@FunctionalInterface
public interface Promotions {
  /**
   * Asks the leader, again and again until it has decided or time is up. Any thread; never blocks.
   *
   * @param answered called once, with the members after the promotion or why there was none
   */
  void askLeader(long member, Consumer<ApplyResult> answered);
}
