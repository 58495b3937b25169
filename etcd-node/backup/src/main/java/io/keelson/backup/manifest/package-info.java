/** The small object that says that a backup exists and what is in it. */
@NullMarked
package io.keelson.backup.manifest;

import org.jspecify.annotations.NullMarked;
