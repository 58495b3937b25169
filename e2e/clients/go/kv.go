package main

import (
	"context"
	"fmt"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"
)

func (s *script) put(step, key, value string, options ...clientv3.OpOption) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.Put(ctx, key, value, options...)
		if err != nil {
			return nil, err
		}
		return ofPut((*putResponse)(r)), nil
	})
}

func (s *script) get(step, key string, options ...clientv3.OpOption) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.Get(ctx, key, options...)
		if err != nil {
			return nil, err
		}
		return ofGet((*rangeResponse)(r)), nil
	})
}

func (s *script) getStream(step, key string, options ...clientv3.OpOption) {
	s.each(step, func(ctx context.Context) (any, error) {
		stream, err := s.GetStream(ctx, key, options...)
		if err != nil {
			return nil, err
		}
		r, err := clientv3.GetStreamToGetResponse(stream)
		if err != nil {
			return nil, err
		}
		return ofGet((*rangeResponse)(r)), nil
	})
}

func (s *script) del(step, key string, options ...clientv3.OpOption) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.Delete(ctx, key, options...)
		if err != nil {
			return nil, err
		}
		return ofDelete((*deleteResponse)(r)), nil
	})
}

func (s *script) kv() {
	s.put("put", "a/1", "one")
	s.put("put again", "a/1", "two", clientv3.WithPrevKV())
	s.put("put empty value", "a/2", "")
	s.put("put binary", "\x00\xff", "\x00\x80\xff")
	s.put("put empty key", "", "v")
	s.put("put absent lease", "a/3", "v", clientv3.WithLease(4711))
	s.put("put ignore value", "a/1", "", clientv3.WithIgnoreValue(), clientv3.WithPrevKV())
	s.put("put ignore value of absent", "a/9", "", clientv3.WithIgnoreValue())
	s.put("put ignore lease", "a/2", "w", clientv3.WithIgnoreLease())
	s.put("put ignore lease of absent", "a/9", "w", clientv3.WithIgnoreLease())
	s.put("put largest", "big", strings.Repeat("x", 1_500_000))
	s.put("put too large", "big", strings.Repeat("x", 1_600_000))
	s.put("put beyond the client", "big", strings.Repeat("x", 3_000_000))
	for i := range 30 {
		s.put(fmt.Sprint("put ", i), fmt.Sprintf("n/%02d", (i*7)%30), fmt.Sprint(i%5))
	}
	s.get("get", "a/1")
	s.get("get absent", "zzz")
	s.get("get empty key", "")
	s.get("get prefix", "a/", clientv3.WithPrefix())
	s.get("get range", "a/1", clientv3.WithRange("a/2"))
	s.get("get empty range", "b", clientv3.WithRange("a"))
	s.get("get from key", "n/25", clientv3.WithFromKey())
	s.get("get all", "", clientv3.WithPrefix())
	s.get("get limit", "n/", clientv3.WithPrefix(), clientv3.WithLimit(3))
	s.get("get exact limit", "a/", clientv3.WithPrefix(), clientv3.WithLimit(2))
	s.get("get count", "n/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	s.get("get keys", "n/", clientv3.WithPrefix(), clientv3.WithKeysOnly(), clientv3.WithLimit(5))
	s.get("get serializable", "a/1", clientv3.WithSerializable())
	s.get("get past", "a/", clientv3.WithPrefix(), clientv3.WithRev(3))
	s.get("get first revision", "a/", clientv3.WithPrefix(), clientv3.WithRev(1))
	s.get("get future", "a/1", clientv3.WithRev(1_000_000))
	s.get("get mod range", "n/", clientv3.WithPrefix(), clientv3.WithMinModRev(12), clientv3.WithMaxModRev(15))
	s.get("get create range", "n/", clientv3.WithPrefix(), clientv3.WithMinCreateRev(12), clientv3.WithMaxCreateRev(15))
	s.get("get last created", "n/", clientv3.WithLastCreate()...)
	s.get("get first key", "n/", clientv3.WithFirstKey()...)
	s.get("get last revision", "n/", clientv3.WithLastRev()...)
	s.get("get by mod", "n/", clientv3.WithPrefix(), clientv3.WithLimit(4),
		clientv3.WithSort(clientv3.SortByModRevision, clientv3.SortDescend))
	s.get("get by key down", "n/", clientv3.WithPrefix(), clientv3.WithLimit(4),
		clientv3.WithSort(clientv3.SortByKey, clientv3.SortDescend))
	s.getStream("stream all", "n/", clientv3.WithPrefix())
	s.getStream("stream limit", "n/", clientv3.WithPrefix(), clientv3.WithLimit(7))
	s.getStream("stream past", "a/", clientv3.WithPrefix(), clientv3.WithRev(3))
	s.getStream("stream count", "n/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	s.getStream("stream future", "n/", clientv3.WithPrefix(), clientv3.WithRev(1_000_000))
	s.getStream("stream sorted", "n/", clientv3.WithPrefix(),
		clientv3.WithSort(clientv3.SortByModRevision, clientv3.SortDescend))
	s.getStream("stream filtered", "n/", clientv3.WithPrefix(), clientv3.WithMinModRev(12))
	s.del("delete", "a/1", clientv3.WithPrevKV())
	s.del("delete absent", "a/1", clientv3.WithPrevKV())
	s.del("delete range", "n/00", clientv3.WithRange("n/05"), clientv3.WithPrevKV())
	s.del("delete prefix", "n/", clientv3.WithPrefix())
	s.del("delete empty key", "")
	s.put("put after delete", "a/1", "again", clientv3.WithPrevKV())
	s.get("get in the past of a deleted key", "n/", clientv3.WithPrefix(), clientv3.WithRev(20))
}

func (s *script) commit(step string, build func(clientv3.Txn) clientv3.Txn) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := build(s.Txn(ctx)).Commit()
		if err != nil {
			return nil, err
		}
		return ofTxn((*txnResponse)(r)), nil
	})
}

func (s *script) txn() {
	s.put("put x", "x", "1")
	s.put("put y", "y", "1")
	compares := map[string][]clientv3.Cmp{
		"none":             nil,
		"version":          {clientv3.Compare(clientv3.Version("x"), "=", 1)},
		"version of none":  {clientv3.Compare(clientv3.Version("none"), "=", 0)},
		"create":           {clientv3.Compare(clientv3.CreateRevision("x"), ">", 1)},
		"mod":              {clientv3.Compare(clientv3.ModRevision("x"), "<", 1)},
		"value":            {clientv3.Compare(clientv3.Value("x"), "!=", "1")},
		"value of none":    {clientv3.Compare(clientv3.Value("none"), "!=", "1")},
		"lease":            {clientv3.Compare(clientv3.LeaseValue("x"), "=", 0)},
		"prefix":           {clientv3.Compare(clientv3.Version("").WithPrefix(), ">", 0)},
		"range":            {clientv3.Compare(clientv3.CreateRevision("x").WithRange("z"), ">", 100)},
		"several, one bad": {clientv3.Compare(clientv3.Version("x"), ">", 0), clientv3.Compare(clientv3.Value("y"), "=", "2")},
	}
	for _, name := range sortedKeys(compares) {
		s.commit("if "+name, func(t clientv3.Txn) clientv3.Txn {
			return t.If(compares[name]...).Then(clientv3.OpGet("x")).Else(clientv3.OpGet("y"))
		})
	}
	s.commit("several operations", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(
			clientv3.OpPut("x", "2", clientv3.WithPrevKV()), clientv3.OpGet("", clientv3.WithPrefix()),
			clientv3.OpDelete("y", clientv3.WithPrevKV()), clientv3.OpGet("", clientv3.WithPrefix()), clientv3.OpPut("z", "3"))
	})
	inner := clientv3.OpTxn(
		[]clientv3.Cmp{clientv3.Compare(clientv3.Value("x"), "=", "2")},
		[]clientv3.Op{clientv3.OpPut("in", "then"), clientv3.OpGet("x")}, []clientv3.Op{clientv3.OpPut("in", "else")})
	s.commit("nested", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(clientv3.OpPut("x", "9"), inner, clientv3.OpGet("in"))
	})
	s.commit("duplicate key", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(clientv3.OpPut("d", "1"), clientv3.OpPut("d", "2"))
	})
	s.commit("put in deleted range", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(clientv3.OpDelete("d", clientv3.WithPrefix()), clientv3.OpPut("d1", "2"))
	})
	s.commit("too many operations", func(t clientv3.Txn) clientv3.Txn { return t.Then(puts(129)...) })
	s.commit("most operations", func(t clientv3.Txn) clientv3.Txn { return t.Then(puts(128)...) })
	s.commit("future read", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(clientv3.OpGet("x", clientv3.WithRev(1_000_000)))
	})
	s.commit("absent lease", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(clientv3.OpPut("x", "1"), clientv3.OpPut("l", "1", clientv3.WithLease(99)))
	})
	s.commit("nothing changes", func(t clientv3.Txn) clientv3.Txn { return t.Then(clientv3.OpDelete("none")) })
	s.get("all", "", clientv3.WithPrefix(), clientv3.WithLimit(6))
}

func puts(count int) []clientv3.Op {
	var ops []clientv3.Op
	for i := range count {
		ops = append(ops, clientv3.OpPut(fmt.Sprintf("many/%03d", i), "v"))
	}
	return ops
}

func (s *script) compact() {
	var last int64
	for i := range 10 {
		r, err := s.Put(context.Background(), "c", fmt.Sprint(i))
		if err != nil {
			s.print("put", nil, err)
			return
		}
		last = r.Header.Revision
	}
	s.del("delete", "c")
	s.put("put", "c", "new")
	for _, test := range []struct {
		name    string
		rev     int64
		options []clientv3.CompactOption
	}{
		{"logical", last - 4, nil},
		{"again", last - 4, nil},
		{"lower", last - 5, nil},
		{"future", last + 1000, nil},
		{"negative", -1, nil},
		{"physical", last + 1, []clientv3.CompactOption{clientv3.WithCompactPhysical()}},
	} {
		s.each(test.name, func(ctx context.Context) (any, error) {
			r, err := s.Compact(ctx, test.rev, test.options...)
			if err != nil {
				return nil, err
			}
			return rev(r.Header), nil
		})
		s.get(test.name+", get just before", "c", clientv3.WithRev(last))
		s.get(test.name+", get at delete", "c", clientv3.WithRev(last+1))
		s.getStream(test.name+", stream before", "c", clientv3.WithRev(last-5))
		s.get(test.name+", get now", "c")
	}
	s.commit("compacted read", func(t clientv3.Txn) clientv3.Txn {
		return t.Then(clientv3.OpGet("c", clientv3.WithRev(last)), clientv3.OpPut("c", "no"))
	})
}
