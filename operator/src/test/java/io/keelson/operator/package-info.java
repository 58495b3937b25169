@NullMarked
package io.keelson.operator;

import org.jspecify.annotations.NullMarked;
