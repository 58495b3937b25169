package io.keelson.node.command;

import java.util.Map;
import java.util.TreeMap;

/** Names of the requests that a log may hold and that this build does not apply yet. */
final class RequestNames {
  private static final TreeMap<Integer, String> NAMES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(1000, "auth_enable"),
              Map.entry(1011, "auth_disable"),
              Map.entry(1012, "authenticate"),
              Map.entry(1100, "auth_user_add"),
              Map.entry(1101, "auth_user_delete"),
              Map.entry(1103, "auth_user_change_password"),
              Map.entry(1104, "auth_user_grant_role"),
              Map.entry(1105, "auth_user_revoke_role"),
              Map.entry(1106, "auth_user_list"),
              Map.entry(1107, "auth_role_list"),
              Map.entry(1200, "auth_role_add"),
              Map.entry(1201, "auth_role_delete"),
              Map.entry(1203, "auth_role_grant_permission"),
              Map.entry(1204, "auth_role_revoke_permission")));

  private RequestNames() {}

  static boolean isKnown(int field) {
    return NAMES.containsKey(field);
  }

  static String of(int field) {
    return NAMES.getOrDefault(field, "field " + field);
  }
}
