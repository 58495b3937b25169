package io.keelson.node.ctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import java.util.Base64;
import java.util.List;

/**
 * Messages as Go's JSON encoder writes upstream's generated types: fields under their names in the
 * definition, what is empty left out, numbers as numbers, enums by their numbers, bytes in base64.
 */
final class GoJson {
  private static final String IDS = " cluster_id member_id ID ";

  private GoJson() {}

  /**
   * A message.
   *
   * @param isHex whether ids of members and clusters are hexadecimal texts
   */
  static String of(Message message, boolean isHex) {
    StringBuilder out = new StringBuilder();
    append(out, message, isHex);
    return out.toString();
  }

  private static void append(StringBuilder out, Message message, boolean isHex) {
    out.append('{');
    String separator = "";
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean isId =
          isHex
              && (message instanceof ResponseHeader || message instanceof Member)
              && IDS.contains(" " + field.getName() + " ");
      if (!isId && isEmpty(message, field)) {
        continue;
      }
      out.append(separator).append('"').append(field.getName()).append("\":");
      separator = ",";
      if (isId) {
        out.append('"').append(Long.toHexString((Long) message.getField(field))).append('"');
      } else if (field.isRepeated()) {
        append(out, (List<?>) message.getField(field), field, isHex);
      } else {
        append(out, message.getField(field), field, isHex);
      }
    }
    out.append('}');
  }

  private static boolean isEmpty(Message message, FieldDescriptor field) {
    return field.isRepeated()
        ? message.getRepeatedFieldCount(field) == 0
        : !message.hasField(field);
  }

  private static void append(
      StringBuilder out, List<?> values, FieldDescriptor field, boolean isHex) {
    out.append('[');
    String separator = "";
    for (Object value : values) {
      out.append(separator);
      separator = ",";
      append(out, value, field, isHex);
    }
    out.append(']');
  }

  private static void append(
      StringBuilder out, Object value, FieldDescriptor field, boolean isHex) {
    switch (value) {
      case Message inner -> append(out, inner, isHex);
      case ByteString bytes ->
          out.append('"')
              .append(Base64.getEncoder().encodeToString(bytes.toByteArray()))
              .append('"');
      case String text -> out.append(GoQuote.json(text));
      case EnumValueDescriptor constant -> out.append(constant.getNumber());
      case Long number ->
          out.append(
              field.getType() == FieldDescriptor.Type.UINT64
                  ? Long.toUnsignedString(number)
                  : number.toString());
      case Integer number ->
          out.append(
              field.getType() == FieldDescriptor.Type.UINT32
                  ? Integer.toUnsignedString(number)
                  : number.toString());
      default -> out.append(value);
    }
  }
}
