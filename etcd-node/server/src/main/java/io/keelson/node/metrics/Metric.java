package io.keelson.node.metrics;

/** One cell of a family: what is behind one combination of label values. */
public sealed interface Metric permits Counter, ExternalCounter, Gauge, Histogram, Summary {}
