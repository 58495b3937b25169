package io.keelson.e2e.kube;

import java.io.IOException;

/** An API server with controllers behind it, wherever they run. */
public interface KubernetesApi {
  /** Calls it as its administrator; open as long as this is. */
  ApiHttp http();

  /** The last lines of the controllers, for messages of failed tests. */
  String controllerTail();

  /** Must be new. */
  default void createNamespace(String name) throws IOException {
    String body = "{\"metadata\":{\"name\":\"" + name + "\"}}";
    ApiHttp.Answer answer = http().post("/api/v1/namespaces", body);
    if (!answer.isSuccess()) {
      throw new IOException("namespace " + name + ": " + answer.body());
    }
  }
}
