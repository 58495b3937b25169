/** Majorities and joint majorities: pure arithmetic over sorted sets of voters. */
@NullMarked
package io.keelson.raft.quorum;

import org.jspecify.annotations.NullMarked;
