package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// restart asks the runner to restart the server: prints a line and reads the answer. Without a runner it does nothing.
func (s *script) restart() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.put("put", "k", "1")
	s.grant("grant", 501, 30)
	s.put("attach", "held", "1", clientv3.WithLease(501))
	now := s.must(ctx, clientv3.OpGet("k"))
	idle, err := s.open(ctx, "idle")
	s.print("open idle", nil, err)
	watch, err := s.open(ctx, "k", clientv3.WithPrevKV())
	s.print("open", nil, err)
	s.put("put before", "k", "2")
	kept, err := s.KeepAlive(ctx, 501)
	s.print("keep alive", nil, err)
	<-kept
	s.print("@restart", nil, nil)
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		s.print("no runner", nil, errors.New("nobody restarted the server"))
		return
	}
	s.each("get after", func(ctx context.Context) (any, error) {
		r, err := s.Get(ctx, "k")
		if err != nil {
			return nil, err
		}
		return r.Header.Revision - now, nil
	})
	s.retried("put after", func(ctx context.Context) error {
		_, err := s.Put(ctx, "k", "3")
		return err
	})
	s.print("watch over the restart", collect(watch, 2), nil)
	s.must(ctx, clientv3.OpPut("idle", "1"))
	s.print("idle watch over the restart", collect(idle, 1), nil)
	s.timeToLive("lease after", 501, clientv3.WithAttachedKeys())
	s.each("keep alive after", func(ctx context.Context) (any, error) {
		r, err := s.KeepAliveOnce(ctx, 501)
		if err != nil {
			return nil, err
		}
		return r.TTL, nil
	})
	s.revoke("revoke", 501)
	s.get("left", "", clientv3.WithPrefix())
}

// retried repeats a write until the client has found the server again; the number of tries is not the server's.
func (s *script) retried(step string, call func(context.Context) error) {
	deadline := time.Now().Add(stepLimit)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err := call(ctx)
		cancel()
		if err == nil || time.Now().After(deadline) {
			s.print(step, nil, err)
			return
		}
	}
}
