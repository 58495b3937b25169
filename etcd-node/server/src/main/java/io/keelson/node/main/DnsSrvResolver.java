package io.keelson.node.main;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/** Asks the name servers of this machine. */
final class DnsSrvResolver implements SrvResolver {
  private static final String SRV = "SRV";

  /** Priority, weight, port, host. */
  private static final int FIELDS = 4;

  // DNS gives texts only, nothing is made into objects; JNDI's own interface wants the old table.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  @Override
  public List<Target> lookup(String name) throws IOException {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    try {
      InitialDirContext context = new InitialDirContext(settings);
      try {
        @Nullable Attribute records =
            context.getAttributes("dns:/" + name, new String[] {SRV}).get(SRV);
        if (records == null) {
          throw new IOException("lookup " + name + ": no such host");
        }
        return targets(records, name);
      } finally {
        context.close();
      }
    } catch (NamingException e) {
      throw new IOException("lookup " + name + ": no such host", e);
    }
  }

  private static List<Target> targets(Attribute records, String name)
      throws NamingException, IOException {
    List<Target> targets = new ArrayList<>();
    NamingEnumeration<?> all = records.getAll();
    while (all.hasMore()) {
      String[] fields = String.valueOf(all.next()).split(" ", FIELDS);
      try {
        targets.add(
            new Target(
                Integer.parseInt(fields[0]), fields[FIELDS - 1], Integer.parseInt(fields[2])));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException("lookup " + name + ": a record is damaged", e);
      }
    }
    targets.sort(
        Comparator.comparingInt(Target::priority)
            .thenComparing(Target::host)
            .thenComparingInt(Target::port));
    return targets;
  }
}
