@NullMarked
package io.keelson.operator.cert;

import org.jspecify.annotations.NullMarked;
