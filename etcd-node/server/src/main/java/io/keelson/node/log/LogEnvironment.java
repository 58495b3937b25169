package io.keelson.node.log;

import java.io.OutputStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.Executor;

/**
 * What logging takes from the process.
 *
 * @param stdout and stderr unbuffered streams, never closed by logging
 * @param zone the zone of the times in lines
 * @param housekeeping runs compression and removal of rotated files
 */
public record LogEnvironment(
    OutputStream stdout,
    OutputStream stderr,
    InstantSource clock,
    ZoneId zone,
    Executor housekeeping) {}
