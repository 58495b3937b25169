package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/concurrency"
)

// named replaces the lease in a key of this package, since the server draws it.
func named(key string, session *concurrency.Session) string {
	return strings.ReplaceAll(key, fmt.Sprintf("%x", session.Lease()), "LEASE")
}

func (s *script) session() *concurrency.Session {
	session, err := concurrency.NewSession(s.Client, concurrency.WithTTL(10))
	s.print("session", nil, err)
	if err != nil {
		return nil
	}
	return session
}

func (s *script) concurrency() {
	one, two := s.session(), s.session()
	if one == nil || two == nil {
		return
	}
	defer two.Close()
	s.mutex(one, two)
	s.election(one, two)
	s.stm()
	s.print("close session", nil, one.Close())
	<-one.Done()
	s.get("nothing left of it", "", clientv3.WithPrefix(), clientv3.WithKeysOnly())
}

func (s *script) mutex(one, two *concurrency.Session) {
	ctx := context.Background()
	first, second := concurrency.NewMutex(one, "lock"), concurrency.NewMutex(two, "lock")
	s.print("lock", nil, first.Lock(ctx))
	s.print("key", named(first.Key(), one), nil)
	s.print("header", first.Header().Revision, nil)
	s.print("try lock", nil, second.TryLock(ctx))
	s.commit("is owner", func(t clientv3.Txn) clientv3.Txn { return t.If(first.IsOwner()).Then(clientv3.OpPut("owned", "1")) })
	locked := make(chan error, 1)
	go func() { locked <- second.Lock(ctx) }()
	s.print("unlock", nil, first.Unlock(ctx))
	s.print("second locks", nil, <-locked)
	s.print("unlock second", nil, second.Unlock(ctx))
	s.print("unlock again", nil, second.Unlock(ctx))
}

func (s *script) election(one, two *concurrency.Session) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	first, second := concurrency.NewElection(one, "elect"), concurrency.NewElection(two, "elect")
	_, err := first.Leader(ctx)
	s.print("no leader", nil, err)
	s.print("campaign", nil, first.Campaign(ctx, "one"))
	s.print("key", []any{named(first.Key(), one), first.Rev() == first.Header().Revision}, nil)
	observed := second.Observe(ctx)
	s.print("observed", string((<-observed).Kvs[0].Value), nil)
	s.print("proclaim", nil, first.Proclaim(ctx, "one again"))
	s.print("observed", string((<-observed).Kvs[0].Value), nil)
	won := make(chan error, 1)
	go func() { won <- second.Campaign(ctx, "two") }()
	s.print("resign", nil, first.Resign(ctx))
	s.print("second wins", nil, <-won)
	s.print("observed", string((<-observed).Kvs[0].Value), nil)
	r, err := first.Leader(ctx)
	if err == nil {
		s.print("leader", string(r.Kvs[0].Value), nil)
	}
	s.print("proclaim without leading", nil, first.Proclaim(ctx, "no"))
	s.print("resign second", nil, second.Resign(ctx))
}

func (s *script) stm() {
	for _, isolation := range []concurrency.Isolation{
		concurrency.SerializableSnapshot, concurrency.Serializable, concurrency.RepeatableReads, concurrency.ReadCommitted,
	} {
		r, err := concurrency.NewSTM(s.Client, func(stm concurrency.STM) error {
			stm.Put("stm/a", stm.Get("stm/a")+"x")
			stm.Put("stm/b", fmt.Sprint(stm.Rev("stm/b") > 0))
			stm.Del("stm/c")
			return nil
		}, concurrency.WithIsolation(isolation), concurrency.WithPrefetch("stm/a"))
		s.print(fmt.Sprint("stm ", isolation), r != nil && r.Succeeded, err)
	}
	_, err := concurrency.NewSTM(s.Client, func(concurrency.STM) error { return errors.New("given up") })
	s.print("stm given up", nil, err)
	s.get("stm result", "stm/", clientv3.WithPrefix())
}
