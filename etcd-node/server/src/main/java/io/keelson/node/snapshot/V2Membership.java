package io.keelson.node.snapshot;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a store as the JSON of upstream's old store, in which members of 3.5 keep the
 * membership. Newer ones only want it to be there.
 */
final class V2Membership {
  private static final String MEMBERS = "/0/members";

  private V2Membership() {}

  static Bytes encode(View view) {
    JsonObject list = new JsonObject();
    try (Cursor rows = view.cursor(Table.MEMBER, new byte[0], null, false)) {
      while (rows.next()) {
        Member member = MemberCodec.decode(Bytes.wrap(rows.value()));
        list.add(Long.toHexString(member.id()), member(member));
      }
    }
    JsonObject zero = new JsonObject();
    zero.add("members", directory(MEMBERS, list));
    @Nullable String version = MemberTable.clusterVersion(view);
    if (version != null) {
      zero.add("version", leaf("/0/version", version));
    }
    JsonObject top = new JsonObject();
    top.add("0", directory("/0", zero));
    top.add("1", directory("/1", new JsonObject()));
    JsonObject store = new JsonObject();
    store.add("Root", directory("/", top));
    store.addProperty("CurrentIndex", 0);
    store.addProperty("CurrentVersion", 2);
    return Bytes.utf8(store.toString());
  }

  private static JsonObject member(Member member) {
    String path = MEMBERS + "/" + Long.toHexString(member.id());
    JsonObject raft = new JsonObject();
    raft.add("peerURLs", texts(member.peerUrls()));
    if (member.isLearner()) {
      raft.addProperty("isLearner", true);
    }
    JsonObject fields = new JsonObject();
    fields.add("raftAttributes", leaf(path + "/raftAttributes", raft.toString()));
    if (!member.name().isEmpty() || !member.clientUrls().isEmpty()) {
      JsonObject attributes = new JsonObject();
      attributes.addProperty("name", member.name());
      attributes.add("clientURLs", texts(member.clientUrls()));
      fields.add("attributes", leaf(path + "/attributes", attributes.toString()));
    }
    return directory(path, fields);
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static JsonObject directory(String path, JsonObject children) {
    JsonObject node = new JsonObject();
    node.addProperty("Path", path);
    node.add("Children", children);
    return node;
  }

  private static JsonObject leaf(String path, String value) {
    JsonObject node = new JsonObject();
    node.addProperty("Path", path);
    node.addProperty("Value", value);
    return node;
  }
}
