package io.keelson.backup.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"key\":\"../up\"}",
        "{\"key\":\"/abs\"}",
        "{\"key\":\"a//b\"}",
        "{\"target\":{}}",
        "{\"target\":{\"s3\":{\"bucket\":\"b\"},\"pvc\":{}}}",
        "{\"target\":{\"s3\":{}}}",
        "{\"target\":{\"pvc\":{\"path\":\"a/../../b\"}}}",
        "{\"target\":{\"s3\":{\"bucket\":\"b\",\"checksum\":\"never\"}}}",
        "{\"deadlineSeconds\":\"soon\"}",
        "{\"deadlineSeconds\":0}",
        "{\"compression\":{\"type\":\"Zstd\",\"level\":23}}",
        "{\"encryption\":{\"type\":\"rot13\"}}",
        "{\"source\":{\"endpoints\":[]}}",
        "{\"verify\":{\"level\":\"Maybe\"}}",
        "{\"restore\":{\"id\":\"../x\",\"name\":\"m\",\"initialCluster\":\"m=u\",\"token\":\"t\"}}"
      })
  void refusesWithAMessage(String text) {
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> Request.parse(text))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  @Test
  void takesNumbersAsTextsAndIgnoresWhatItDoesNotKnow() throws BackupException {
    Request request =
        Request.parse(
            """
            {"new":{"x":1},"throttleBytesPerSecond":"5","key":"a/b",
             "target":{"s3":{"bucket":"b","prefix":"/p/q/","forcePathStyle":true}},
             "restore":{"id":"r","name":"m","initialCluster":"m=http://h:1","token":"t",
               "revisionBump":"7","lastKnownRevision":"9007199254740993","dataDir":"/d"}}""");
    assertThat(request.throttleBytesPerSecond()).isEqualTo(5);
    assertThat(request.requiredTarget().prefix()).isEqualTo("p/q/");
    Request.Restore restore = request.restore();
    assertThat(restore).isNotNull();
    if (restore != null) {
      assertThat(restore.revisionBump()).isEqualTo(7);
      assertThat(restore.lastKnownRevision()).isEqualTo(9007199254740993L);
    }
  }
}
