/**
 * Upstream's database files and data directories into ours, and back: restoring snapshots,
 * importing the directory of a stopped member, and what the tools compute over a file. Nothing here
 * is used while a node serves.
 */
@NullMarked
package io.keelson.node.restore;

import org.jspecify.annotations.NullMarked;
