@NullMarked
package io.keelson.operator.cluster;

import org.jspecify.annotations.NullMarked;
