package io.keelson.node.command;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.Command.ClusterVersionSet;
import io.keelson.node.command.Command.MemberAttributesSet;
import io.keelson.node.command.Command.NoEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests to etcd 2's store, which 3.5 and older still put into the log for two things: a member's
 * attributes and the cluster version. They are no {@code InternalRaftRequest} and do not say so:
 * what tells is the name of a method in field 2.
 */
final class V2RequestCodec {
  private static final List<String> METHODS = List.of("PUT", "POST", "DELETE", "QGET", "SYNC");
  private static final int FIRST_ID = (1 << 3) | NUM;
  private static final int FIRST_METHOD = (2 << 3) | LEN;
  private static final int METHOD_LENGTH_MAX = 6;
  private static final Pattern ATTRIBUTES =
      Pattern.compile("/0/members/([0-9a-f]{1,16})/attributes");

  private V2RequestCodec() {}

  /**
   * Reads such a request.
   *
   * @return null if it is none
   * @throws WireException if it is one but is damaged
   */
  static CommandCodec.@Nullable Decoded decode(Bytes data) throws WireException {
    if (data.isEmpty() || (data.at(0) != FIRST_ID && data.at(0) != FIRST_METHOD)) {
      return null; // no request of etcd 3 begins with these fields
    }
    long id = 0;
    String method = "";
    String path = "";
    String value = "";
    try {
      WireReader in = new WireReader(data);
      while (in.nextField()) {
        switch (in.tag()) {
          case (1 << 3) | NUM -> id = in.number();
          case (2 << 3) | LEN -> {
            Bytes given = in.bytes();
            if (given.length() > METHOD_LENGTH_MAX || !METHODS.contains(given.utf8())) {
              return null;
            }
            method = given.utf8();
          }
          case (3 << 3) | LEN -> path = in.bytes().utf8();
          case (4 << 3) | LEN -> value = in.bytes().utf8();
          default -> in.skip();
        }
      }
    } catch (WireException e) {
      return null;
    }
    return method.isEmpty() ? null : new CommandCodec.Decoded(id, command(method, path, value));
  }

  private static Command command(String method, String path, String value) throws WireException {
    if (!method.equals("PUT")) {
      return new NoEffect();
    }
    if (path.equals("/0/version")) {
      return new ClusterVersionSet(value);
    }
    Matcher matcher = ATTRIBUTES.matcher(path);
    return matcher.matches()
        ? attributes(Long.parseUnsignedLong(matcher.group(1), 16), value)
        : new NoEffect();
  }

  private static Command attributes(long memberId, String value) throws WireException {
    try {
      JsonObject json = JsonParser.parseString(value).getAsJsonObject();
      JsonElement name = json.get("name");
      JsonElement given = json.get("clientURLs");
      List<String> urls = new ArrayList<>();
      if (given != null && !given.isJsonNull()) {
        given.getAsJsonArray().forEach(url -> urls.add(url.getAsString()));
      }
      return new MemberAttributesSet(memberId, name == null ? "" : name.getAsString(), urls);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new WireException("attributes of a member are no JSON");
    }
  }
}
