package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EtcdUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:2380, 127.0.0.1, 2380, 127.0.0.1:2380",
    "https://a.example:1, a.example, 1, a.example:1",
    "http://[::1]:2380, ::1, 2380, [::1]:2380",
    "http://:2380, '', 2380, :2380",
    "unix://foo:1, foo, 1, foo:1",
    "unix:///tmp/s, '', '', /tmp/s",
  })
  void splits(String text, String hostname, String port, String address) throws BadValueException {
    EtcdUrl url = EtcdUrl.parse(text);
    assertThat(url.text()).isEqualTo(text);
    assertThat(url.hostname()).isEqualTo(hostname);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.address()).isEqualTo(address);
  }

  @Test
  void normalizes() throws BadValueException {
    assertThat(EtcdUrl.parse(" HTTP://Foo:1 ").text()).isEqualTo("http://Foo:1");
    assertThat(EtcdUrl.parse("unixs:///x").isSecure()).isTrue();
    assertThat(EtcdUrl.parse("http://a:1").isSecure()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | URL scheme must be http, https, unix, or unixs: ",
        "foo | URL scheme must be http, https, unix, or unixs: foo",
        "ftp://a:1 | URL scheme must be http, https, unix, or unixs: ftp://a:1",
        "localhost:2380 | URL scheme must be http, https, unix, or unixs: localhost:2380",
        "http://a | URL address does not have the form \"host:port\": http://a",
        "http://a:b:1 | parse \"http://a:b:1\": invalid port \":b:1\" after host",
        "http:// | URL address does not have the form \"host:port\": http://",
        "http://a:1/b | URL must not contain a path: http://a:1/b",
        "http://a:1/ | URL must not contain a path: http://a:1/",
        ":foo | parse \":foo\": missing protocol scheme",
        "http://a:b | parse \"http://a:b\": invalid port \":b\" after host",
        "http://[::1 | parse \"http://[::1\": missing ']' in host",
        "http://a b:1 | parse \"http://a b:1\": invalid character \" \" in host name",
        "http://%zz:1 | parse \"http://%zz:1\": invalid URL escape \"%zz\"",
        "127.0.0.1:1 | parse \"127.0.0.1:1\": first path segment in URL cannot contain colon",
      })
  void refuses(String text, String message) {
    assertThatThrownBy(() -> EtcdUrl.parse(text))
        .hasMessage(message.stripTrailing() + tail(message));
  }

  private static String tail(String message) {
    return message.endsWith("unixs:") ? " " : "";
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3.4", "255.255.255.255", "0.0.0.0", "::", "::1", "fe80::1"})
  void knowsAddresses(String text) {
    assertThat(IpLiteral.canonical(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1.2.3",
        "1.2.3.4.",
        "256.1.1.1",
        "01.2.3.4",
        "fe80::1%eth0",
        "[::1]",
        ":"
      })
  void knowsWhatIsNoAddress(String text) {
    assertThat(IpLiteral.canonical(text)).isEmpty();
  }

  @Test
  void comparesAddressesInAnySpelling() {
    assertThat(IpLiteral.canonical("2001:db8:0:0:0:0:0:1"))
        .isEqualTo(IpLiteral.canonical("2001:db8::1"));
  }
}
