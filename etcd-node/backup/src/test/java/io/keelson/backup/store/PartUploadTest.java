package io.keelson.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartUploadTest {
  @TempDir Path scratch;

  private static final class FakeParts implements PartUpload.Parts<Integer> {
    private final List<Long> sizes = Collections.synchronizedList(new ArrayList<>());
    private final int failAt;
    private long completed = -1;
    private boolean isAborted;

    FakeParts(int failAt) {
      this.failAt = failAt;
    }

    @Override
    public Integer send(Part part) throws IOException {
      if (part.number() == failAt) {
        throw new BackupException(Reason.UPLOAD_FAILED, "the store died");
      }
      sizes.add((long) part.open().readAllBytes().length);
      return part.number();
    }

    @Override
    public void complete(List<Integer> sent, long size) {
      assertThat(sent).isSorted().hasSize(sizes.size());
      completed = size;
    }

    @Override
    public void abort() {
      isAborted = true;
    }
  }

  @Test
  void tenThousandPartsHoldFiveTerabytes() {
    long sum = 0;
    for (int i = 1; i <= PartSizes.PARTS_MAX; i++) {
      assertThat(PartSizes.of(i)).isBetween(5L << 20, 5L << 30);
      sum += PartSizes.of(i);
    }
    assertThat(sum).isGreaterThan(5L << 40);
  }

  @Test
  void cutsIntoParts() throws IOException {
    FakeParts parts = new FakeParts(-1);
    long size = (20L << 20) + 5;
    try (Upload upload = new PartUpload<>(parts, scratch)) {
      byte[] chunk = new byte[1 << 20];
      for (long left = size; left > 0; left -= chunk.length) {
        upload.write(chunk, 0, (int) Math.min(left, chunk.length));
      }
      upload.commit();
    }
    assertThat(parts.sizes).containsExactly(8L << 20, 8L << 20, (4L << 20) + 5);
    assertThat(parts.completed).isEqualTo(size);
    assertThat(parts.isAborted).isFalse();
  }

  @Test
  void anEmptyObjectIsOnePart() throws IOException {
    FakeParts parts = new FakeParts(-1);
    try (Upload upload = new PartUpload<>(parts, scratch)) {
      upload.commit();
    }
    assertThat(parts.sizes).containsExactly(0L);
  }

  @Test
  void whatFailsIsAborted() {
    FakeParts parts = new FakeParts(2);
    assertThatThrownBy(
            () -> {
              try (Upload upload = new PartUpload<>(parts, scratch)) {
                byte[] chunk = new byte[1 << 20];
                for (int i = 0; i < 40; i++) {
                  upload.write(chunk, 0, chunk.length);
                }
                upload.commit();
              }
            })
        .hasMessage("the store died");
    assertThat(parts.completed).isEqualTo(-1);
    assertThat(parts.isAborted).isTrue();
  }
}
