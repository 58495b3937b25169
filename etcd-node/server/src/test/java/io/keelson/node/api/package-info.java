/** Tests of the gRPC services. */
@NullMarked
package io.keelson.node.api;

import org.jspecify.annotations.NullMarked;
