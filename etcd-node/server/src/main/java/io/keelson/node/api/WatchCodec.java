package io.keelson.node.api;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.watch.WatchRequest;
import io.keelson.node.watch.WatchResponse;

/** {@code WatchRequest} and {@code WatchResponse}, by hand. */
final class WatchCodec {
  private static final int NO_PUT = 0;
  private static final int NO_DELETE = 1;

  /** Larger encoded events are not copied into a response but referred to. */
  private static final int COPIED_BYTES_MAX = 2048;

  private WatchCodec() {}

  static WatchRequest request(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    WatchRequest request = new WatchRequest.Nothing();
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> request = create(in.bytes());
        case (2 << 3) | LEN -> request = cancel(in.bytes());
        case (3 << 3) | LEN -> {
          skipAll(new WireReader(in.bytes()));
          request = new WatchRequest.Progress();
        }
        default -> in.skip();
      }
    }
    return request;
  }

  private static WatchRequest create(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    long startRevision = 0;
    boolean isProgressWanted = false;
    Filters filters = new Filters();
    boolean isPrevKvWanted = false;
    long watchId = 0;
    boolean isFragmentable = false;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> key = in.bytes();
        case (2 << 3) | LEN -> rangeEnd = in.bytes();
        case (3 << 3) | NUM -> startRevision = in.number();
        case (4 << 3) | NUM -> isProgressWanted = in.bool();
        case (5 << 3) | LEN -> filters.addPacked(in.bytes());
        case (5 << 3) | NUM -> filters.add(in.enumNumber());
        case (6 << 3) | NUM -> isPrevKvWanted = in.bool();
        case (7 << 3) | NUM -> watchId = in.number();
        case (8 << 3) | NUM -> isFragmentable = in.bool();
        default -> in.skip();
      }
    }
    // The request's bytes are not kept alive for two short slices.
    return new WatchRequest.Create(
        key.compact(),
        rangeEnd.compact(),
        startRevision,
        isProgressWanted,
        filters.isPutLeftOut,
        filters.isDeleteLeftOut,
        isPrevKvWanted,
        watchId,
        isFragmentable);
  }

  private static final class Filters {
    private boolean isPutLeftOut;
    private boolean isDeleteLeftOut;

    void add(int filter) {
      isPutLeftOut |= filter == NO_PUT;
      isDeleteLeftOut |= filter == NO_DELETE;
    }

    /** Numbers without tags between them. */
    void addPacked(Bytes packed) throws WireException {
      int position = 0;
      while (position < packed.length()) {
        long number = 0;
        int shift = 0;
        int next;
        do {
          if (position == packed.length() || shift > 63) {
            throw new WireException("a packed number is cut off");
          }
          next = packed.at(position++) & 0xff;
          number |= (long) (next & 0x7f) << shift;
          shift += 7;
        } while (next >= 0x80);
        add((int) number);
      }
    }
  }

  private static WatchRequest cancel(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long id = 0;
    while (in.nextField()) {
      if (in.tag() == ((1 << 3) | NUM)) {
        id = in.number();
      } else {
        in.skip();
      }
    }
    return new WatchRequest.Cancel(id);
  }

  private static void skipAll(WireReader in) throws WireException {
    while (in.nextField()) {
      in.skip();
    }
  }

  static EncodedMessage encode(WatchResponse response, ResponseHeaders headers) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, response.revision());
    number(out, 2, response.watchId());
    number(out, 3, response.isCreated() ? 1 : 0);
    number(out, 4, response.isCanceled() ? 1 : 0);
    number(out, 5, response.compactRevision());
    if (!response.cancelReason().isEmpty()) {
      Bytes reason = Bytes.utf8(response.cancelReason());
      out.varint(6 << 3 | LEN);
      out.varint(reason.length());
      out.write(reason.array(), reason.offset(), reason.length());
    }
    number(out, 7, response.isFragment() ? 1 : 0);
    for (Bytes event : response.events()) {
      if (event.length() <= COPIED_BYTES_MAX) {
        out.write(event.array(), event.offset(), event.length());
      } else {
        out.append(EncodedMessage.of(event.array(), event.offset(), event.length()));
      }
    }
    return out.build();
  }

  private static void number(EncodedMessage.Builder out, int field, long value) {
    if (value != 0) {
      out.varint((long) field << 3 | NUM);
      out.varint(value);
    }
  }
}
