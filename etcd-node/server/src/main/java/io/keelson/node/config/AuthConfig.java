package io.keelson.node.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Authentication.
 *
 * @param tokenType kind of token
 * @param tokenOptions options of the token kind, such as key files of JWT
 * @param tokenTtlSeconds life of a simple token
 * @param bcryptCost cost of hashing a password, within {@link #BCRYPT_COST_MIN} and {@link
 *     #BCRYPT_COST_MAX}
 */
public record AuthConfig(
    TokenType tokenType, Map<String, String> tokenOptions, long tokenTtlSeconds, int bcryptCost) {

  public static final int BCRYPT_COST_MIN = 4;
  public static final int BCRYPT_COST_MAX = 31;
  public static final int BCRYPT_COST_DEFAULT = 10;

  static final String INVALID_OPTIONS = "auth: invalid auth options";

  public AuthConfig {
    tokenOptions = Collections.unmodifiableMap(new LinkedHashMap<>(tokenOptions));
  }

  /** Kinds of authentication token. */
  public enum TokenType {
    SIMPLE,
    JWT,
    NONE
  }

  /** Reads {@code --auth-token}: a type, then {@code key=value} options, separated by commas. */
  static AuthConfig parse(String text, long tokenTtlSeconds, long bcryptCost)
      throws BadValueException {
    List<String> parts = new ArrayList<>(Arrays.asList(text.split(",", -1)));
    TokenType type =
        switch (parts.removeFirst()) {
          case "simple" -> TokenType.SIMPLE;
          case "jwt" -> TokenType.JWT;
          case "" -> TokenType.NONE;
          default -> throw new BadValueException(INVALID_OPTIONS);
        };
    Map<String, String> options = new LinkedHashMap<>();
    for (String part : parts) {
      int equals = part.indexOf('=');
      if (equals < 0 || part.indexOf('=', equals + 1) >= 0) {
        throw new BadValueException(INVALID_OPTIONS);
      }
      if (options.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
        throw new BadValueException(INVALID_OPTIONS);
      }
    }
    boolean isCostValid = bcryptCost >= BCRYPT_COST_MIN && bcryptCost <= BCRYPT_COST_MAX;
    int cost = isCostValid ? Math.toIntExact(bcryptCost) : BCRYPT_COST_DEFAULT;
    return new AuthConfig(type, options, tokenTtlSeconds, cost);
  }
}
