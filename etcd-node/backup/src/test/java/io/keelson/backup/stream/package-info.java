@NullMarked
package io.keelson.backup.stream;

import org.jspecify.annotations.NullMarked;
