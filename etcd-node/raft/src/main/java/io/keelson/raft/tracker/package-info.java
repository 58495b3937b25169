/** What a leader knows of each member's log. */
@NullMarked
package io.keelson.raft.tracker;

import org.jspecify.annotations.NullMarked;
