@NullMarked
package io.keelson.operator.resource;

import org.jspecify.annotations.NullMarked;
