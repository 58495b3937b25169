# Becomes the JVM that runs one of the tools. Read by them (POSIX shell) after they have set:
#
#   home     the folder that holds bin/, lib/ and perhaps jre/
#   class    the tool's main class
#   cache    its AOT cache, if it has one
#   die      a function that says why it ends

. "$home/lib/java.sh" || exit 1
find_java || die 'no Java 25 runtime found in jre/ beside bin/, JAVA_HOME or the usual folders.' \
  'install one (Debian with the Adoptium repository: apt-get install temurin-25-jre) or set JAVA_HOME.'

set -- -cp "$home/lib/etcd.jar" "$class" "$@"
set -f
# shellcheck disable=SC2086 # split at blanks on purpose
set -- ${KEELSON_JAVA_OPTS:-} "$@"
set +f
case " ${KEELSON_JAVA_OPTS:-} " in
  *' -XX:AOT'*) ;;
  *)
    # Named only where it fits, as in etcd.
    if [ -r "${cache:-}" ] && read -r value <"$home/lib/etcd.aot.java" && [ "$value" = "Go Version: $java_name" ]; then
      set -- "-XX:AOTCache=$cache" "$@"
    fi
    ;;
esac
tmp=${TMPDIR:-/tmp}

unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_AOT_VM_OPTIONS CLASSPATH
LC_ALL=C.UTF-8 # arguments and paths are UTF-8 whatever the caller's locale
export LC_ALL

# Most runs are short: little compilation, one collector thread.
exec "$java/bin/java" \
  -Xlog:disable -Xlog:all=off -XX:-PrintWarnings \
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MaxRAMPercentage=50 -Xss512k \
  "-XX:ErrorFile=$tmp/${class##*.}-crash-%p.log" \
  -XX:-UsePerfData \
  --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow \
  "-Djava.library.path=$home/lib/native" \
  "$@"
