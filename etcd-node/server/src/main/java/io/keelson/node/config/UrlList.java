package io.keelson.node.config;

import java.util.Arrays;
import java.util.List;

/** The value of a flag that takes URLs: sorted. */
record UrlList(List<EtcdUrl> urls) {
  static final UrlList EMPTY = new UrlList(List.of());

  UrlList {
    urls = EtcdUrl.sorted(urls);
  }

  static UrlList split(String text) throws BadValueException {
    return new UrlList(EtcdUrl.parseAll(Arrays.asList(text.split(",", -1))));
  }

  UrlList withoutRepetition() {
    return new UrlList(urls.stream().distinct().toList());
  }
}
