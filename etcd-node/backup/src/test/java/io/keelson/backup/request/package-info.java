@NullMarked
package io.keelson.backup.request;

import org.jspecify.annotations.NullMarked;
