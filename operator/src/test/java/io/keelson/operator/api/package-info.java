@NullMarked
package io.keelson.operator.api;

import org.jspecify.annotations.NullMarked;
