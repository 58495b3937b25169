package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// within tells a remaining time only as far as it is certain.
func within(ttl, granted int64) string {
	switch {
	case ttl < 0:
		return fmt.Sprint("none, ", ttl)
	case ttl <= granted && ttl >= granted-3:
		return fmt.Sprint("about ", granted)
	default:
		return fmt.Sprint("odd, ", ttl)
	}
}

// grant uses the plain call, because the client's own method cannot name the id.
func (s *script) grant(step string, id, ttl int64) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := pb.NewLeaseClient(s.ActiveConnection()).LeaseGrant(ctx, &pb.LeaseGrantRequest{ID: id, TTL: ttl})
		if err != nil {
			return nil, err
		}
		return []any{rev(r.Header), r.ID, r.TTL, r.Error}, nil
	})
}

func (s *script) timeToLive(step string, id clientv3.LeaseID, options ...clientv3.LeaseOption) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.TimeToLive(ctx, id, options...)
		if err != nil {
			return nil, err
		}
		keys := []string{}
		for _, key := range r.Keys {
			keys = append(keys, string(key))
		}
		slices.Sort(keys)
		return []any{rev(r.ResponseHeader), int64(r.ID), within(r.TTL, r.GrantedTTL), r.GrantedTTL, keys}, nil
	})
}

func (s *script) revoke(step string, id clientv3.LeaseID) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.Revoke(ctx, id)
		if err != nil {
			return nil, err
		}
		return rev(r.Header), nil
	})
}

func (s *script) leases(step string) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.Leases(ctx)
		if err != nil {
			return nil, err
		}
		ids := []int64{}
		for _, lease := range r.Leases {
			ids = append(ids, int64(lease.ID))
		}
		slices.Sort(ids)
		return []any{rev(r.ResponseHeader), ids}, nil
	})
}

func (s *script) lease() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.grant("grant", 101, 60)
	s.grant("grant again", 101, 60)
	s.grant("grant shortest", 102, 1)
	s.grant("grant zero", 103, 0)
	s.grant("grant negative", 104, -5)
	s.grant("grant longest", 105, 9_000_000_000)
	s.grant("grant too long", 106, 9_000_000_001)
	s.grant("grant negative id", -7, 60)
	s.each("grant without id", func(ctx context.Context) (any, error) {
		r, err := s.Grant(ctx, 60)
		if err != nil {
			return nil, err
		}
		_, err = s.Revoke(ctx, r.ID)
		return []any{r.ID > 0, r.TTL}, err
	})
	for _, id := range []clientv3.LeaseID{102, 103, 104} {
		s.revoke(fmt.Sprint("revoke ", id), id)
	}
	s.leases("list")
	s.leaseKeys(ctx)
	s.keepAlive(ctx)
	s.expiry(ctx)
	for _, id := range []clientv3.LeaseID{105, -7, 201, 202} {
		s.revoke(fmt.Sprint("revoke ", id), id)
	}
	s.leases("list at the end")
}

func (s *script) leaseKeys(ctx context.Context) {
	s.grant("grant a second", 201, 60)
	s.grant("grant a third", 202, 60)
	s.timeToLive("empty", 101, clientv3.WithAttachedKeys())
	for _, key := range []string{"l/3", "l/1", "l/2"} {
		s.put("attach "+key, key, "v", clientv3.WithLease(101))
	}
	s.timeToLive("attached", 101, clientv3.WithAttachedKeys())
	s.timeToLive("without keys", 101)
	s.put("move", "l/2", "w", clientv3.WithLease(201), clientv3.WithPrevKV())
	s.put("keep lease", "l/2", "x", clientv3.WithIgnoreLease(), clientv3.WithPrevKV())
	s.put("detach", "l/3", "w", clientv3.WithPrevKV())
	s.timeToLive("first after moves", 101, clientv3.WithAttachedKeys())
	s.timeToLive("second after moves", 201, clientv3.WithAttachedKeys())
	s.put("attach more", "l/0", "v", clientv3.WithLease(101))
	s.put("attach and delete", "l/9", "v", clientv3.WithLease(101))
	s.del("delete attached", "l/9", clientv3.WithPrevKV())
	s.commit("attach in txn", func(t clientv3.Txn) clientv3.Txn {
		return t.If(clientv3.Compare(clientv3.LeaseValue("l/1"), "=", clientv3.LeaseID(101))).
			Then(clientv3.OpPut("l/4", "v", clientv3.WithLease(101)), clientv3.OpGet("l/", clientv3.WithPrefix()))
	})
	watch, err := s.open(ctx, "l/", clientv3.WithPrefix(), clientv3.WithPrevKV())
	s.print("open", nil, err)
	s.revoke("revoke", 101)
	if err == nil {
		s.print("revoke deletes", collect(watch, 3), nil)
	}
	s.revoke("revoke again", 101)
	s.timeToLive("revoked", 101, clientv3.WithAttachedKeys())
	s.put("attach to revoked", "l/1", "v", clientv3.WithLease(101))
	s.get("left", "l/", clientv3.WithPrefix())
	s.revoke("revoke without keys", 202)
}

func (s *script) keepAlive(ctx context.Context) {
	s.each("keep alive once", func(ctx context.Context) (any, error) {
		r, err := s.KeepAliveOnce(ctx, 201)
		if err != nil {
			return nil, err
		}
		return []any{int64(r.ID), r.TTL, rev(r.ResponseHeader)}, nil
	})
	s.each("keep alive once, unknown", func(ctx context.Context) (any, error) { return s.KeepAliveOnce(ctx, 999) })
	own, cancel := context.WithCancel(ctx)
	channel, err := s.KeepAlive(own, 201)
	s.print("keep alive", nil, err)
	if err == nil {
		if r, ok := <-channel; ok {
			s.print("kept alive", []any{r.TTL, int64(r.ID)}, nil)
		}
	}
	cancel()
	for range channel { // closed by the client
	}
	unknown, err := s.KeepAlive(ctx, 998)
	s.print("keep alive unknown", nil, err)
	if err == nil {
		_, ok := <-unknown
		s.print("unknown kept", ok, nil)
	}
}

func (s *script) expiry(ctx context.Context) {
	watch, err := s.open(ctx, "e/", clientv3.WithPrefix(), clientv3.WithPrevKV())
	if err != nil {
		s.print("open", nil, err)
		return
	}
	s.grant("grant short", 301, 2)
	s.grant("grant kept", 302, 2)
	start := time.Now()
	for i, key := range []string{"e/2", "e/1", "e/3"} {
		s.put("attach "+key, key, "v", clientv3.WithLease(clientv3.LeaseID(301+i/2)))
	}
	kept, err := s.KeepAlive(ctx, 302)
	s.print("keep alive", kept != nil, err)
	s.print("expiry", collect(watch, 5), nil)
	s.print("not early", time.Since(start) > 1900*time.Millisecond, nil)
	s.timeToLive("expired", 301, clientv3.WithAttachedKeys())
	s.get("what is kept", "e/", clientv3.WithPrefix())
	s.revoke("revoke expired", 301)
	s.revoke("revoke kept", 302)
	for range kept { // until the client learns that it is gone
	}
	s.print("keep alive of a revoked lease ended", true, nil)
}
