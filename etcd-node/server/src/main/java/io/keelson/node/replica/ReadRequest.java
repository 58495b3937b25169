package io.keelson.node.replica;

import io.keelson.node.command.Refusal;
import java.util.function.Consumer;

/**
 * A read that waits until the state includes everything acknowledged before it came.
 *
 * @param deadlineNanos when to give up
 * @param serve called once when it may read, on the thread that applied last
 * @param refuse called once instead when it may not
 */
record ReadRequest(long deadlineNanos, Runnable serve, Consumer<Refusal> refuse) {}
