package io.keelson.backup.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlacementTest {
  @TempDir Path volume;

  private Path place() {
    return volume.resolve("data");
  }

  private static JsonObject result() {
    JsonObject result = new JsonObject();
    result.addProperty("revision", 7);
    return result;
  }

  private static void build(Placement placement) throws IOException {
    Files.createDirectories(placement.building());
    Files.writeString(placement.building().resolve("member"), "new");
  }

  @Test
  void theSameRestoreTwiceIsDoneOnce() throws IOException {
    Placement first = new Placement(place(), "r1", false);
    assertThat(first.begin()).isNull();
    build(first);
    first.complete(result());
    Files.writeString(place().resolve("written"), "by the node since");
    assertThat(new Placement(place(), "r1", false).begin()).isEqualTo(result());
    assertThat(place().resolve("written")).exists();
  }

  @Test
  void whatWasHalfBuiltIsMadeAnew() throws IOException {
    Placement first = new Placement(place(), "r1", false);
    build(first);
    Files.writeString(first.snapshot(), "half");
    Placement second = new Placement(place(), "r2", false);
    assertThat(second.begin()).isNull();
    assertThat(volume).isEmptyDirectory();
  }

  @Test
  void aCrashBetweenMarkerAndNameIsFinished() throws IOException {
    Placement first = new Placement(place(), "r1", false);
    build(first);
    Files.writeString(
        volume.resolve("data.restored.json"), "{\"id\":\"r1\",\"result\":{\"revision\":7}}");
    assertThat(new Placement(place(), "r1", false).begin()).isEqualTo(result());
    assertThat(place().resolve("member")).hasContent("new");
    assertThat(first.building()).doesNotExist();
  }

  @Test
  void otherDataIsLeftAlone() throws IOException {
    Files.createDirectories(place());
    Files.writeString(place().resolve("member"), "old");
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> new Placement(place(), "r1", false).begin())
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DATA_DIR_IN_USE));
    assertThat(place().resolve("member")).hasContent("old");
  }

  @Test
  void aSurvivorsFolderIsKeptAsideWhereverItCrashes() throws IOException {
    Files.createDirectories(place());
    Files.writeString(place().resolve("member"), "old");
    Placement first = new Placement(place(), "r1", true);
    assertThat(first.begin()).isNull();
    build(first);
    // Marker written, old folder moved, new one not yet.
    Files.writeString(
        volume.resolve("data.restored.json"), "{\"id\":\"r1\",\"result\":{\"revision\":7}}");
    Files.move(place(), volume.resolve("data.before-r1"));
    assertThat(new Placement(place(), "r1", true).begin()).isEqualTo(result());
    assertThat(place().resolve("member")).hasContent("new");
    assertThat(volume.resolve("data.before-r1").resolve("member")).hasContent("old");
    assertThat(new Placement(place(), "r1", true).begin()).isEqualTo(result());
  }
}
