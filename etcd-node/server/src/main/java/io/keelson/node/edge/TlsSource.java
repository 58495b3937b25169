package io.keelson.node.edge;

/** Everything a listener needs for TLS. */
public record TlsSource(TlsFiles files, TlsPolicy policy) {}
