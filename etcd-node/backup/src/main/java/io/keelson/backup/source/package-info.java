/** The cluster that is backed up, and what can be seen in a snapshot that streams by. */
@NullMarked
package io.keelson.backup.source;

import org.jspecify.annotations.NullMarked;
