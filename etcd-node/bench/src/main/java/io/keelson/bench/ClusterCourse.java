package io.keelson.bench;

import java.io.IOException;

/** A course of events with a cluster of several members, none of which has been started. */
interface ClusterCourse {
  void run(ClusterOfServers cluster, Notes notes) throws IOException;
}
