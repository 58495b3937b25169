package io.keelson.bench;

import java.nio.file.Path;
import java.util.Optional;

/** Where servers keep their files, and what they show their clients when TLS is on. */
record Site(Path directory, Optional<Certificates> certificates) {}
