package io.keelson.e2e.clients;

import static io.keelson.e2e.clients.JetcdSteps.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.maintenance.AlarmType;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.keelson.e2e.process.EtcdProcess;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** The steps that jetcd makes against one server, like those of the programs in e2e/clients. */
final class JetcdScript {
  private static final ByteSequence ZERO = ByteSequence.from(new byte[1]);
  private static final PutOption PREVIOUS = PutOption.builder().withPrevKV().build();
  private static final DeleteOption ALL_BELOW =
      DeleteOption.builder().isPrefix(true).withPrevKV(true).build();

  private final Client client;
  private final KV kv;
  private final JetcdSteps steps;

  private JetcdScript(Client client, JetcdSteps steps) {
    this.client = client;
    this.kv = client.getKVClient();
    this.steps = steps;
  }

  /** The lines of one run; the server must be fresh. */
  static List<String> run(EtcdProcess server) {
    JetcdSteps steps = new JetcdSteps();
    try (Client client = Client.builder().endpoints(server.endpoint()).build()) {
      JetcdScript script = new JetcdScript(client, steps);
      steps.section("kv");
      script.writes();
      script.reads();
      steps.section("txn");
      script.transactions();
      steps.section("compact");
      script.compactions();
      steps.section("watch");
      new JetcdWatches(client, steps).run();
      steps.section("lease");
      new JetcdLeases(client, steps).run();
      steps.section("services");
      new JetcdServices(client, steps).run();
      steps.section("maintenance");
      script.maintenance(server);
    }
    return steps.lines();
  }

  private void writes() {
    steps.call("put", kv.put(bytes("a"), bytes("1")), JetcdSteps::put);
    steps.call("put again", kv.put(bytes("a"), bytes("2"), PREVIOUS), JetcdSteps::put);
    steps.call("put no key", kv.put(bytes(""), bytes("2")), JetcdSteps::put);
    PutOption leased = PutOption.builder().withLeaseId(77).build();
    steps.call("put absent lease", kv.put(bytes("a"), bytes("2"), leased), JetcdSteps::put);
    steps.call("put large", kv.put(bytes("a"), bytes("x".repeat(1_600_000))), JetcdSteps::put);
    for (int i = 0; i < 12; i++) {
      steps.call("put " + i, kv.put(bytes("n/" + i * 5 % 12), bytes("v" + i)), JetcdSteps::put);
    }
    steps.call("delete", kv.delete(bytes("n/3"), ALL_BELOW), JetcdSteps::delete);
    steps.call("delete absent", kv.delete(bytes("none")), JetcdSteps::delete);
  }

  private void reads() {
    get("one", "a", GetOption.DEFAULT);
    get("absent", "none", GetOption.DEFAULT);
    get("prefix", "n/", GetOption.builder().isPrefix(true).build());
    get("limit", "n/", GetOption.builder().isPrefix(true).withLimit(3).build());
    get("count", "n/", GetOption.builder().isPrefix(true).withCountOnly(true).build());
    get("keys", "n/", GetOption.builder().isPrefix(true).withKeysOnly(true).build());
    get("range", "n/1", GetOption.builder().withRange(bytes("n/2")).build());
    get("from key", "n/5", GetOption.builder().withRange(ZERO).build());
    get("past", "a", GetOption.builder().withRevision(2).build());
    get("future", "a", GetOption.builder().withRevision(9_999).build());
    get("serializable", "a", GetOption.builder().withSerializable(true).build());
    get("filtered", "n/", GetOption.builder().isPrefix(true).withMinModRevision(8).build());
    get(
        "sorted",
        "n/",
        GetOption.builder()
            .isPrefix(true)
            .withSortField(GetOption.SortTarget.MOD)
            .withSortOrder(GetOption.SortOrder.DESCEND)
            .withLimit(4)
            .build());
  }

  private void get(String step, String key, GetOption option) {
    steps.call("get " + step, kv.get(bytes(key), option), JetcdSteps::get);
  }

  private void transactions() {
    Op put = Op.put(bytes("t"), bytes("1"), PREVIOUS);
    Op get = Op.get(bytes("t"), GetOption.DEFAULT);
    Op delete = Op.delete(bytes("t"), ALL_BELOW);
    Cmp isAbsent = new Cmp(bytes("t"), Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    for (String step : List.of("first", "second")) {
      steps.call(step, kv.txn().If(isAbsent).Then(put, get).Else(get).commit(), JetcdSteps::txn);
    }
    Cmp isOne = new Cmp(bytes("t"), Cmp.Op.EQUAL, CmpTarget.value(bytes("1")));
    Cmp isNew = new Cmp(bytes("t"), Cmp.Op.LESS, CmpTarget.version(5));
    steps.call(
        "several", kv.txn().If(isOne, isNew).Then(get, delete, get).commit(), JetcdSteps::txn);
    steps.call("twice", kv.txn().Then(put, put).commit(), JetcdSteps::txn);
    steps.call(
        "nested",
        kv.txn().Then(put, Op.txn(new Cmp[] {isOne}, new Op[] {get}, new Op[] {put})).commit(),
        JetcdSteps::txn);
    steps.call("empty", kv.txn().commit(), JetcdSteps::txn);
  }

  private void compactions() {
    long now = kv.put(bytes("c"), bytes("1")).join().getHeader().getRevision();
    PutResponse last = kv.put(bytes("c"), bytes("2")).join();
    long newest = last.getHeader().getRevision();
    steps.call("logical", kv.compact(now), r -> r.getHeader().getRevision());
    steps.call("again", kv.compact(now), r -> r.getHeader().getRevision());
    steps.call("future", kv.compact(newest + 1), r -> r.getHeader().getRevision());
    CompactOption physical = CompactOption.builder().withCompactPhysical(true).build();
    steps.call("physical", kv.compact(newest, physical), r -> r.getHeader().getRevision());
    get("compacted", "c", GetOption.builder().withRevision(now).build());
  }

  private void maintenance(EtcdProcess server) {
    Maintenance maintenance = client.getMaintenanceClient();
    steps.call(
        "status",
        maintenance.statusMember(server.endpoint()),
        r -> r.getVersion() + (r.getDbSize() > 0) + (r.getRaftIndex() > 0));
    steps.call("alarms", maintenance.listAlarms(), r -> r.getAlarms().size());
    var none = new io.etcd.jetcd.maintenance.AlarmMember(5, AlarmType.NOSPACE);
    steps.call("disarm", maintenance.alarmDisarm(none), r -> r.getAlarms().size());
    steps.call(
        "hash of the future", maintenance.hashKV(server.endpoint(), 1_000_000), r -> r.getHash());
    steps.call("defragment", maintenance.defragmentMember(server.endpoint()), r -> "done");
    var file = new ByteArrayOutputStream();
    steps.call("snapshot", maintenance.snapshot(file), size -> size % 512);
    steps.print("snapshot file", file.size() % 512);
    steps.call(
        "members",
        client.getClusterClient().listMember(),
        r -> r.getMembers().stream().map(m -> m.getName() + m.isLearner()).toList());
  }
}
