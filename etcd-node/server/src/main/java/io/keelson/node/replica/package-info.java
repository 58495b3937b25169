/** Turns the Raft core: what it wants done goes to the log, the state machine and the clients. */
@NullMarked
package io.keelson.node.replica;

import org.jspecify.annotations.NullMarked;
