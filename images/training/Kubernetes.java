import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of an API server as the operator needs to go through a start and a few turns: lists are
 * empty but for one cluster, watches stay silent, whatever is written is accepted and forgotten,
 * except leases. {@code Kubernetes.java KEYSTORE PORT_FILE CLUSTER}: the key store (password {@code
 * training}), where to write the port, and the cluster as JSON.
 */
final class Kubernetes {
  private static final Pattern LEASE = Pattern.compile("\"name\":\"(keelson-operator)\"");
  private static final String MAY_LEAD =
      """
      {"status": {"incomplete": false, "nonResourceRules": [], "resourceRules": [
        {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"],
         "verbs": ["get", "create", "update", "patch"]}]}}
      """;

  private final Map<String, byte[]> leases = new ConcurrentHashMap<>();
  private final String cluster;

  private Kubernetes(String cluster) {
    this.cluster = cluster;
  }

  public static void main(String[] args) throws Exception {
    Kubernetes answers = new Kubernetes(Files.readString(Path.of(args[2])));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(Path.of(args[0]))));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", answers::handle);
    server.start();
    Files.writeString(Path.of(args[1]), Integer.toString(server.getAddress().getPort()));
  }

  private static SSLContext tls(Path file) throws Exception {
    char[] password = "training".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("GET")) {
      read(exchange, path, query);
    } else if (path.endsWith("/selfsubjectrulesreviews")) {
      answer(exchange, 200, MAY_LEAD.getBytes(StandardCharsets.UTF_8));
    } else {
      if (path.contains("/leases")) {
        Matcher name = LEASE.matcher(new String(body, StandardCharsets.UTF_8));
        boolean whole = path.endsWith("/leases") && name.find();
        leases.put(whole ? path + "/" + name.group(1) : path, body);
      }
      answer(exchange, 200, body);
    }
  }

  private void read(HttpExchange exchange, String path, String query) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Upgrade")) {
      answer(exchange, 200, new byte[0]); // no web socket: clients come back with plain HTTP
    } else if (query.contains("watch=true")) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush(); // and nothing follows
    } else if (leases.containsKey(path)) {
      answer(exchange, 200, leases.get(path));
    } else if (path.endsWith("/etcdclusters")) {
      answer(exchange, 200, list(cluster));
    } else if (query.contains("resourceVersion") || query.contains("limit")) {
      answer(exchange, 200, list(""));
    } else {
      String missing = "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}";
      answer(exchange, 404, missing.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static byte[] list(String items) {
    return ("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int code, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
