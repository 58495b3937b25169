package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Where a backup lies.
 *
 * @param uri of the data, for people
 * @param manifestUri of the manifest, for people
 * @param key what the keys of both begin with, without the prefix of the target
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupLocation(
    @Nullable @Size(max = 2048) String uri,
    @Nullable @Size(max = 2048) String manifestUri,
    @Nullable @Size(max = 512) String key) {}
