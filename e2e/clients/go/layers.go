package main

import (
	"context"
	"fmt"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/leasing"
	"go.etcd.io/etcd/client/v3/mirror"
	"go.etcd.io/etcd/client/v3/namespace"
	"go.etcd.io/etcd/client/v3/ordering"
)

// layers are the client's packages that build on its plain calls.
func (s *script) layers() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.namespace(ctx)
	s.mirror(ctx)
	s.ordered(ctx)
	s.leasing(ctx)
}

func (s *script) namespace(ctx context.Context) {
	kv := namespace.NewKV(s.KV, "ns/")
	watch := namespace.NewWatcher(s.Watcher, "ns/").Watch(ctx, "", clientv3.WithPrefix(), clientv3.WithCreatedNotify())
	<-watch
	s.each("namespace put", func(ctx context.Context) (any, error) {
		r, err := kv.Put(ctx, "k", "v")
		if err != nil {
			return nil, err
		}
		return ofPut((*putResponse)(r)), nil
	})
	s.put("put outside", "k", "outside")
	s.each("namespace txn", func(ctx context.Context) (any, error) {
		r, err := kv.Txn(ctx).If(clientv3.Compare(clientv3.Value("k"), "=", "v")).
			Then(clientv3.OpPut("j", "w"), clientv3.OpGet("", clientv3.WithPrefix())).Commit()
		if err != nil {
			return nil, err
		}
		return ofTxn((*txnResponse)(r)), nil
	})
	s.each("namespace delete", func(ctx context.Context) (any, error) {
		r, err := kv.Delete(ctx, "", clientv3.WithFromKey(), clientv3.WithPrevKV())
		if err != nil {
			return nil, err
		}
		return ofDelete((*deleteResponse)(r)), nil
	})
	s.print("namespace events", collect(watch, 4), nil)
	s.get("what is left", "", clientv3.WithPrefix())
}

func (s *script) mirror(ctx context.Context) {
	for i := range 25 {
		s.must(ctx, clientv3.OpPut(fmt.Sprintf("mir/%02d", i), "v"))
	}
	syncer := mirror.NewSyncer(s.Client, "mir/", 0)
	base, errs := syncer.SyncBase(ctx)
	var kvs []string
	for r := range base {
		kvs = append(kvs, kvTexts(r.Kvs)...)
	}
	s.print("mirror base", kvs, <-errs)
	updates := syncer.SyncUpdates(ctx)
	s.must(ctx, clientv3.OpPut("mir/new", "1"))
	s.must(ctx, clientv3.OpDelete("mir/", clientv3.WithPrefix()))
	s.print("mirror updates", collect(updates, 27), nil)
}

func (s *script) ordered(ctx context.Context) {
	kv := ordering.NewKV(s.KV, func(op clientv3.Op, _ clientv3.OpResponse, _ int64) error {
		return fmt.Errorf("an older revision than before, at %q", op.KeyBytes())
	})
	for i := range 5 {
		s.must(ctx, clientv3.OpPut("ord", fmt.Sprint(i)))
		r, err := kv.Get(ctx, "ord", clientv3.WithSerializable())
		if err != nil {
			s.print("ordered", nil, err)
			return
		}
		s.print("ordered", ofGet((*pb.RangeResponse)(r)), nil)
	}
}

func (s *script) leasing(ctx context.Context) {
	kv, closeLeasing, err := leasing.NewKV(s.Client, "leasing/")
	if err != nil {
		s.print("leasing", nil, err)
		return
	}
	defer closeLeasing()
	s.must(ctx, clientv3.OpPut("cached", "1"))
	for _, value := range []string{"2", "3"} {
		if _, err = kv.Get(ctx, "cached"); err == nil {
			_, err = kv.Put(ctx, "cached", value)
		}
		s.print("leasing write", nil, err)
		r, err := kv.Get(ctx, "cached")
		if err != nil {
			s.print("leasing read", nil, err)
			continue
		}
		s.print("leasing read", string(r.Kvs[0].Value), nil)
	}
}
