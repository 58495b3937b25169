package io.keelson.backup.work;

import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Fields;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts a restored data directory into its place, once per id, whatever crash comes in between.
 *
 * <p>It is built in a folder beside its place. When it is complete, a marker with the id and the
 * result is written, then the folder gets its name. So the marker means: complete, here or there.
 * What was in the place before is kept under another name if the caller says so.
 */
final class Placement {
  private final Path place;
  private final Path parent;
  private final String id;
  private final boolean keepsFormer;

  /**
   * A placement.
   *
   * @param place the data directory
   * @param id of the restore
   * @param keepsFormer whether there may be data in the place, to be kept aside
   */
  Placement(Path place, String id, boolean keepsFormer) {
    this.place = place;
    this.parent = DiskFiles.parent(place);
    this.id = id;
    this.keepsFormer = keepsFormer;
  }

  private Path named(String rest) {
    return parent.resolve(place.getFileName() + "." + rest);
  }

  /** Where to build; nothing is there after {@link #begin}. */
  Path building() {
    return named("restoring-" + id);
  }

  /** A file beside it that is removed with it. */
  Path snapshot() {
    return named("restoring-" + id + ".db");
  }

  private Path former() {
    return named("before-" + id);
  }

  private Path marker() {
    return named("restored.json");
  }

  /**
   * Finds out how far an earlier attempt came, and finishes or removes what it left.
   *
   * @return the result if the restore is complete, else null: then it is to be built
   * @throws BackupException if other data is in the place
   */
  @Nullable JsonObject begin() throws IOException {
    @Nullable Fields marker = readMarker();
    boolean isOurs = marker != null && marker.text("id").equals(id);
    @Nullable Fields result = marker == null ? null : marker.object("result");
    if (isOurs && result != null && Files.isDirectory(building())) {
      move();
      return result.json();
    }
    boolean isVacant = DiskFiles.isVacant(place);
    if (isOurs && result != null && !isVacant) {
      DiskFiles.delete(snapshot());
      return result.json();
    }
    if (!isVacant && !keepsFormer) {
      throw new BackupException(
          Reason.DATA_DIR_IN_USE,
          "%s holds data that is not of this restore: use an empty volume".formatted(place));
    }
    removeUnfinished();
    return null;
  }

  private @Nullable Fields readMarker() throws IOException {
    return Files.exists(marker())
        ? Fields.parse(Files.readString(marker()), marker().toString(), Reason.DATA_DIR_IN_USE)
        : null;
  }

  private void removeUnfinished() throws IOException {
    String start = place.getFileName() + ".restoring-";
    List<Path> found;
    try (Stream<Path> all = Files.list(parent)) {
      found = all.filter(each -> String.valueOf(each.getFileName()).startsWith(start)).toList();
    }
    for (Path each : found) {
      DiskFiles.delete(each);
    }
  }

  /** What was built is complete. */
  void complete(JsonObject result) throws IOException {
    DiskFiles.sync(parent);
    JsonObject marker = new JsonObject();
    marker.addProperty("id", id);
    marker.add("result", result);
    DiskFiles.write(marker(), marker + "\n");
    move();
  }

  private void move() throws IOException {
    if (keepsFormer && !DiskFiles.isVacant(place)) {
      DiskFiles.rename(place, former());
    }
    if (Files.isDirectory(place)) {
      Files.delete(place); // empty, or this fails
    }
    DiskFiles.rename(building(), place);
    DiskFiles.delete(snapshot());
  }
}
