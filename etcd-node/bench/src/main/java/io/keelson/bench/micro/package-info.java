/** JMH benchmarks: {@code run micro}. */
@NullMarked
package io.keelson.bench.micro;

import org.jspecify.annotations.NullMarked;
