/** Clusters of real processes, ours and upstream's, under faults and changes of membership. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.cluster;
