/** The operator of `EtcdCluster` resources. */
@NullMarked
package io.keelson.operator;

import org.jspecify.annotations.NullMarked;
