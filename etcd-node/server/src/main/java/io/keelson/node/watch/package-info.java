/**
 * Watchers: who is told of which change, in which order, and what happens to those who are slow.
 * One {@link io.keelson.node.watch.WatchHub} owns all of it; only reading history for those who lag
 * is done on other threads.
 */
@NullMarked
package io.keelson.node.watch;

import org.jspecify.annotations.NullMarked;
