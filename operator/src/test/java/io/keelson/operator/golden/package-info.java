/** Whole passes without Kubernetes and etcd: from what is seen to what is done and told. */
@NullMarked
package io.keelson.operator.golden;

import org.jspecify.annotations.NullMarked;
