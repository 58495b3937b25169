package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an S3 store encrypts what it keeps. */
public enum SseType {
  /** With the store's own key. */
  @JsonProperty("AES256")
  AES256,
  /** With a key of its key service. */
  @JsonProperty("aws:kms")
  KMS
}
