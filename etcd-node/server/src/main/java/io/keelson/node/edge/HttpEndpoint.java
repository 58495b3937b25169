package io.keelson.node.edge;

import java.time.InstantSource;

/**
 * What a listener serves over HTTP/1.1.
 *
 * @param clock for the Date header
 */
public record HttpEndpoint(HttpHandler handler, InstantSource clock) {}
