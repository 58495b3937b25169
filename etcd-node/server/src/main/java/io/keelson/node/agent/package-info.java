/**
 * How work is divided among threads: an agent is the single writer of what it owns and is reached
 * through its mailbox only. Nothing here knows what the node does.
 */
@NullMarked
package io.keelson.node.agent;

import org.jspecify.annotations.NullMarked;
