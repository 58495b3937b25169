package io.keelson.node.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The value of a flag that takes several texts. */
record TextList(List<String> texts) {
  static final TextList EMPTY = new TextList(List.of());

  TextList {
    texts = List.copyOf(texts);
  }

  static TextList split(String text) {
    return new TextList(Arrays.asList(text.split(",", -1)));
  }

  TextList asSet() {
    return new TextList(texts.stream().sorted().distinct().toList());
  }

  TextList plus(String text) {
    return new TextList(Stream.concat(texts.stream(), Stream.of(text)).toList()).asSet();
  }
}
