/** Load generator and comparison with a reference etcd, over the wire only. */
@NullMarked
package io.keelson.bench;

import org.jspecify.annotations.NullMarked;
