# Finds the Java 25 that runs the programs in bin/. Read by them (POSIX shell); $home is the folder that
# holds bin/ and lib/.

# Both functions leave the runtime's folder in $java and a description in $java_name.

# is_java25 FOLDER
is_java25() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  java_version='' java_runtime='' java_vendor=''
  while IFS='=' read -r key value; do
    value=${value#\"}
    value=${value%\"}
    case $key in
      JAVA_VERSION) java_version=$value ;;
      JAVA_RUNTIME_VERSION) java_runtime=$value ;;
      IMPLEMENTOR) java_vendor=$value ;;
    esac
  done <"$1/release"
  case $java_version in
    25 | 25[!0-9]*) java_name="java ${java_runtime:-$java_version}${java_vendor:+ ($java_vendor)}" ;;
    *) return 1 ;;
  esac
}

find_java() {
  for java in "$home/jre" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* /opt/jre* /usr/java/* \
    /usr/local/openjdk* "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/*; do
    [ -n "$java" ] && is_java25 "$java" && return 0
  done
  return 1
}
