/**
 * The gRPC services: mapping only. Hot methods run on the connection's event loop and never block
 * there; requests are read by hand from the received bytes and answers are encoded by hand.
 */
@NullMarked
package io.keelson.node.api;

import org.jspecify.annotations.NullMarked;
