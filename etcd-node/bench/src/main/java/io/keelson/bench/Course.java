package io.keelson.bench;

import java.io.IOException;

/** A course of events with one server that has just been started on an empty directory. */
interface Course {
  void run(ServerProcess server, Notes notes) throws IOException;
}
