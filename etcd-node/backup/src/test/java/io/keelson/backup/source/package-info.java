@NullMarked
package io.keelson.backup.source;

import org.jspecify.annotations.NullMarked;
