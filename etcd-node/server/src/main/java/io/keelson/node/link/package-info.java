/**
 * The ports between a member and the others: what the replica asks of the network, and what the
 * network brings. The peer protocol implements one side, a simulated network another.
 */
@NullMarked
package io.keelson.node.link;

import org.jspecify.annotations.NullMarked;
