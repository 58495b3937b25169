@NullMarked
package io.keelson.backup.manifest;

import org.jspecify.annotations.NullMarked;
