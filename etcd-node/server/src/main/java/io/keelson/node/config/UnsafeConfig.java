package io.keelson.node.config;

/**
 * Switches that can lose data.
 *
 * @param forceNewCluster keep the data and drop all other members
 * @param noFsync do not wait for the disk
 */
public record UnsafeConfig(boolean forceNewCluster, boolean noFsync) {}
