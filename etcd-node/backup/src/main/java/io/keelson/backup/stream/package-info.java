/** Bytes on their way: checks, compression, encryption, pace. */
@NullMarked
package io.keelson.backup.stream;

import org.jspecify.annotations.NullMarked;
