package io.keelson.node.members;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.keelson.bytes.Bytes;
import io.keelson.node.members.MemberTable.Membership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members and the cluster version in the form of etcd 2's store, which versions up to 3.6 keep
 * in their {@code .snap} files, and which goes with a state machine that one member sends another.
 * For 3.5 it is the authority on who is a member.
 *
 * @param members in ascending order of id
 * @param removed ids of members that were removed, ascending
 * @param clusterVersion null if the members had not agreed on one
 */
public record MembershipJson(
    List<Member> members, List<Long> removed, @Nullable String clusterVersion) {
  private static final String MEMBERS = "/0/members";
  private static final String REMOVED = "/0/removed_members";

  /** Copies the lists. */
  public MembershipJson {
    members = List.copyOf(members);
    removed = List.copyOf(removed);
  }

  /** What a table says at its applied index. */
  public static MembershipJson of(Membership membership) {
    return new MembershipJson(
        membership.members(), membership.removed(), membership.clusterVersion());
  }

  /** Encodes; 3.5 to 3.7 read it. */
  public Bytes encode() {
    JsonObject list = new JsonObject();
    for (Member member : members) {
      list.add(Long.toHexString(member.id()), encode(member));
    }
    JsonObject zero = new JsonObject();
    zero.add("members", directory(MEMBERS, list));
    if (!removed.isEmpty()) {
      JsonObject gone = new JsonObject();
      removed.forEach(id -> gone.add(Long.toHexString(id), goneMember(id)));
      zero.add("removed_members", directory(REMOVED, gone));
    }
    if (clusterVersion != null) {
      zero.add("version", leaf("/0/version", clusterVersion));
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

  private static JsonObject goneMember(long id) {
    return leaf(REMOVED + "/" + Long.toHexString(id), "");
  }

  private static JsonObject encode(Member member) {
    String path = MEMBERS + "/" + Long.toHexString(member.id());
    // The description of a member holds both parts under the same names.
    JsonObject raft = description(member);
    JsonObject attributes = new JsonObject();
    for (String name : List.of("name", "clientURLs")) {
      if (raft.has(name)) {
        attributes.add(name, raft.remove(name));
      }
    }
    raft.remove("id");
    JsonObject fields = new JsonObject();
    fields.add("raftAttributes", leaf(path + "/raftAttributes", raft.toString()));
    if (!attributes.isEmpty()) {
      fields.add("attributes", leaf(path + "/attributes", attributes.toString()));
    }
    return directory(path, fields);
  }

  private static JsonObject description(Member member) {
    return JsonParser.parseString(MemberCodec.encode(member).utf8()).getAsJsonObject();
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

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  public static MembershipJson decode(Bytes encoded) {
    try {
      JsonObject root =
          JsonParser.parseString(encoded.utf8()).getAsJsonObject().getAsJsonObject("Root");
      JsonObject zero = children(root).getAsJsonObject("0");
      if (zero == null) {
        return new MembershipJson(List.of(), List.of(), null);
      }
      JsonObject list = children(zero).getAsJsonObject("members");
      List<Member> members = new ArrayList<>();
      if (list != null) {
        for (Map.Entry<String, JsonElement> entry : children(list).entrySet()) {
          members.add(member(entry.getKey(), entry.getValue().getAsJsonObject()));
        }
      }
      members.sort(Comparator.comparing(Member::id, Long::compareUnsigned));
      JsonObject version = children(zero).getAsJsonObject("version");
      return new MembershipJson(
          members, removed(children(zero)), version == null ? null : value(version));
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("the membership is damaged", e);
    }
  }

  private static List<Long> removed(JsonObject zeroChildren) {
    JsonObject gone = zeroChildren.getAsJsonObject("removed_members");
    return gone == null
        ? List.of()
        : children(gone).keySet().stream()
            .map(id -> Long.parseUnsignedLong(id, 16))
            .sorted(Long::compareUnsigned)
            .toList();
  }

  private static JsonObject children(JsonObject directory) {
    JsonElement children = directory.get("Children");
    return children == null || children.isJsonNull()
        ? new JsonObject()
        : children.getAsJsonObject();
  }

  private static String value(JsonObject leaf) {
    return leaf.get("Value").getAsString();
  }

  private static Member member(String id, JsonObject directory) {
    JsonObject fields = children(directory);
    JsonObject member = new JsonObject();
    member.addProperty("id", Long.toUnsignedString(Long.parseUnsignedLong(id, 16)));
    for (String part : List.of("raftAttributes", "attributes")) {
      JsonObject leaf = fields.getAsJsonObject(part);
      if (leaf != null) {
        JsonParser.parseString(value(leaf)).getAsJsonObject().asMap().forEach(member::add);
      }
    }
    return MemberCodec.decode(Bytes.utf8(member.toString()));
  }
}
