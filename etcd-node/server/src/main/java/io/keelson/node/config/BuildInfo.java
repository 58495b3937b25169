package io.keelson.node.config;

/**
 * How this program was built and what runs it, for {@code --version}.
 *
 * @param revision the source revision
 * @param runtime name and version of the virtual machine
 * @param platform operating system and architecture, {@code linux/amd64}
 */
public record BuildInfo(String revision, String runtime, String platform) {

  /** The four lines that scripts read from {@code etcd --version}. */
  public String versionText(String serverVersion) {
    return "etcd Version: %s\nGit SHA: %s\nGo Version: %s\nGo OS/Arch: %s\n"
        .formatted(serverVersion, revision, runtime, platform);
  }
}
