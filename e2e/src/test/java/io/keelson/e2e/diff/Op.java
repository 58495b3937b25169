package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.TextFormat;
import java.io.IOException;

/**
 * One request.
 *
 * @param textRule whether a refusal's text must be equal, or only its code
 */
record Op(Rpc rpc, ByteString request, TextRule textRule) {
  private static final int DEPTH_LIMIT = 1_000;
  private static final int PRINTED = 4_000;

  /** Refusals of the transport are worded by the gRPC library, not by etcd. */
  enum TextRule {
    SAME_TEXT,
    SAME_CODE
  }

  static Op of(Rpc rpc, MessageLite request) {
    return new Op(rpc, request.toByteString(), TextRule.SAME_TEXT);
  }

  static Op transport(Rpc rpc, ByteString request) {
    return new Op(rpc, request, TextRule.SAME_CODE);
  }

  /** The request as text, or its bytes when it cannot be read. */
  String describe() {
    String body;
    try {
      body = TextFormat.printer().printToString(parse(rpc.requestType(), request));
    } catch (IOException e) {
      body = "not parseable (" + e.getMessage() + "): " + TextFormat.escapeBytes(request);
    }
    if (body.length() > PRINTED) {
      body = body.substring(0, PRINTED) + "… (" + request.size() + " bytes)\n";
    }
    return rpc.path() + "\n" + body;
  }

  static Message parse(Message type, ByteString bytes) throws IOException {
    CodedInputStream input = bytes.newCodedInput();
    input.setRecursionLimit(DEPTH_LIMIT);
    Message parsed = type.newBuilderForType().mergeFrom(input).build();
    input.checkLastTagWas(0);
    return parsed;
  }
}
