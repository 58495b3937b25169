/** The commands: each takes a request to its result. */
@NullMarked
package io.keelson.backup.work;

import org.jspecify.annotations.NullMarked;
