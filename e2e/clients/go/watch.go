package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// seen is what one watcher received, without the way events were spread over responses, which servers choose.
type seen struct {
	Events   []string `json:"events"`
	Canceled string   `json:"canceled,omitempty"`
	Compact  int64    `json:"compact,omitempty"`
	Closed   bool     `json:"closed,omitempty"`
	Short    bool     `json:"short,omitempty"`
}

// collect reads until that many events came, the channel closed, or the step limit passed.
func collect(watch clientv3.WatchChan, count int) seen {
	result := seen{Events: []string{}}
	limit := time.After(stepLimit)
	for len(result.Events) < count {
		select {
		case r, ok := <-watch:
			if !ok {
				result.Closed = true
				return result
			}
			for _, e := range r.Events {
				result.Events = append(result.Events, eventText(e))
			}
			if r.Canceled {
				result.Canceled = errorText(r.Err())
				result.Compact = r.CompactRevision
			}
		case <-limit:
			result.Short = true
			return result
		}
	}
	return result
}

// until reads responses until one satisfies the condition; false when none did.
func until(watch clientv3.WatchChan, condition func(clientv3.WatchResponse) bool) (clientv3.WatchResponse, bool) {
	limit := time.After(stepLimit)
	for {
		select {
		case r, ok := <-watch:
			if !ok {
				return clientv3.WatchResponse{}, false
			}
			if condition(r) {
				return r, true
			}
		case <-limit:
			return clientv3.WatchResponse{}, false
		}
	}
}

// open starts a watch and returns once the server has confirmed it.
func (s *script) open(ctx context.Context, key string, options ...clientv3.OpOption) (clientv3.WatchChan, error) {
	watch := s.Watch(ctx, key, append(options, clientv3.WithCreatedNotify())...)
	r, ok := <-watch
	if !ok {
		return nil, errors.New("closed before it was created")
	}
	if !r.Created {
		return nil, fmt.Errorf("not created: %w", r.Err())
	}
	return watch, nil
}

func (s *script) must(ctx context.Context, op clientv3.Op) int64 {
	r, err := s.Do(ctx, op)
	if err != nil {
		s.print("step of preparation", nil, err)
		return 0
	}
	switch {
	case op.IsPut():
		return r.Put().Header.Revision
	case op.IsDelete():
		return r.Del().Header.Revision
	case op.IsGet():
		return r.Get().Header.Revision
	default:
		return r.Txn().Header.Revision
	}
}

type watchCase struct {
	name    string
	key     string
	options []clientv3.OpOption
	events  int
}

// watchCases see the changes that watchedChanges makes.
func watchCases() []watchCase {
	prefix, before := clientv3.WithPrefix(), clientv3.WithPrevKV()
	return []watchCase{
		{"single key", "w/1", nil, 4},
		{"prefix", "w/", []clientv3.OpOption{prefix}, 9},
		{"prefix with previous", "w/", []clientv3.OpOption{prefix, before}, 9},
		{"range", "w/1", []clientv3.OpOption{clientv3.WithRange("w/3"), before}, 6},
		{"from key", "w/2", []clientv3.OpOption{clientv3.WithFromKey()}, 5},
		{"everything", "", []clientv3.OpOption{prefix}, 10},
		{"no puts", "w/", []clientv3.OpOption{prefix, clientv3.WithFilterPut(), before}, 4},
		{"no deletes", "w/", []clientv3.OpOption{prefix, clientv3.WithFilterDelete(), before}, 5},
		{"fragments", "w/", []clientv3.OpOption{prefix, clientv3.WithFragment(), before}, 9},
	}
}

func (s *script) watchedChanges(ctx context.Context) {
	s.must(ctx, clientv3.OpPut("w/1", "a"))
	s.must(ctx, clientv3.OpPut("w/1", "b"))
	s.must(ctx, clientv3.OpTxn(nil, []clientv3.Op{
		clientv3.OpPut("w/2", "c"), clientv3.OpDelete("w/1"), clientv3.OpPut("w/3", "d")}, nil))
	s.must(ctx, clientv3.OpPut("w/1", "again"))
	s.must(ctx, clientv3.OpDelete("absent"))
	s.must(ctx, clientv3.OpDelete("w/", clientv3.WithPrefix()))
	s.must(ctx, clientv3.OpPut("x", "last"))
}

func (s *script) watch() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.watchKinds(ctx)
	s.watchRevisions(ctx)
	s.watchCancel(ctx)
	s.watchProgress(ctx)
	s.watchMany(ctx)
	s.watchLarge(ctx)
}

func (s *script) watchKinds(ctx context.Context) {
	first := s.must(ctx, clientv3.OpGet("w")) + 1
	channels := make(map[string]clientv3.WatchChan)
	for _, c := range watchCases() {
		watch, err := s.open(ctx, c.key, c.options...)
		if err != nil {
			s.print("open "+c.name, nil, err)
			continue
		}
		channels[c.name] = watch
	}
	s.watchedChanges(ctx)
	for _, c := range watchCases() {
		s.print("live, "+c.name, collect(channels[c.name], c.events), nil)
		past := s.Watch(ctx, c.key, append(c.options, clientv3.WithRev(first))...)
		s.print("past, "+c.name, collect(past, c.events), nil)
	}
}

func (s *script) watchRevisions(ctx context.Context) {
	now := s.must(ctx, clientv3.OpPut("r", "1"))
	future := s.Watch(ctx, "r", clientv3.WithRev(now+3))
	middle := s.Watch(ctx, "r", clientv3.WithRev(now))
	for _, value := range []string{"2", "3", "4", "5"} {
		s.must(ctx, clientv3.OpPut("r", value))
	}
	s.print("future start", collect(future, 2), nil)
	s.print("start at existing", collect(middle, 5), nil)
	_, err := s.Compact(ctx, now+3)
	s.print("compact", nil, err)
	s.print("compacted start", collect(s.Watch(ctx, "r", clientv3.WithRev(now+1)), 1), nil)
	s.print("start at compaction", collect(s.Watch(ctx, "r", clientv3.WithRev(now+3), clientv3.WithPrevKV()), 2), nil)
	s.print("negative start", collect(s.Watch(ctx, "r", clientv3.WithRev(-1)), 1), nil)
	s.print("empty range", collect(s.Watch(ctx, "b", clientv3.WithRange("a")), 1), nil)
	created, err := s.open(ctx, "r")
	s.print("created", created != nil, err)
}

func (s *script) watchCancel(ctx context.Context) {
	own, stop := context.WithCancel(ctx)
	stopped, err := s.open(own, "q")
	s.print("open", nil, err)
	kept, err := s.open(ctx, "q")
	s.print("open another", nil, err)
	s.must(ctx, clientv3.OpPut("q", "1"))
	s.print("before cancel", collect(stopped, 1), nil)
	stop()
	s.print("after cancel", collect(stopped, 1), nil)
	s.must(ctx, clientv3.OpPut("q", "2"))
	s.print("other watcher", collect(kept, 2), nil)
	watcher := clientv3.NewWatcher(s.Client)
	closed := watcher.Watch(ctx, "q", clientv3.WithCreatedNotify())
	<-closed
	s.print("close watcher", nil, watcher.Close())
	s.print("closed watcher", collect(closed, 1), nil)
}

func (s *script) watchProgress(ctx context.Context) {
	now := s.must(ctx, clientv3.OpPut("p", "1"))
	isProgress := func(r clientv3.WatchResponse) bool { return r.IsProgressNotify() }
	own := context.WithValue(ctx, progressKey{}, "own stream")
	notified, err := s.open(own, "p", clientv3.WithProgressNotify())
	s.print("open with notify", nil, err)
	r, ok := until(notified, isProgress)
	s.print("notified", []any{ok, r.Header.Revision - now}, nil)
	s.must(ctx, clientv3.OpPut("elsewhere", "1"))
	r, ok = until(notified, func(r clientv3.WatchResponse) bool { return r.IsProgressNotify() && r.Header.Revision > now })
	s.print("notified later", []any{ok, r.Header.Revision - now}, nil)

	other, err := s.open(own, "o")
	s.print("open without notify", nil, err)
	s.must(ctx, clientv3.OpPut("elsewhere", "2"))
	for _, watch := range []clientv3.WatchChan{other, notified} {
		s.print("request", nil, s.RequestProgress(own))
		r, ok = until(watch, func(r clientv3.WatchResponse) bool { return r.IsProgressNotify() && r.Header.Revision > now+1 })
		s.print("requested", []any{ok, r.Header.Revision - now, r.Canceled, r.CompactRevision}, nil)
	}
}

type progressKey struct{}

func (s *script) watchMany(ctx context.Context) {
	const count = 300
	channels := make([]clientv3.WatchChan, count)
	for i := range channels {
		channels[i] = s.Watch(ctx, fmt.Sprintf("m/%03d", i/3), clientv3.WithCreatedNotify())
	}
	for _, watch := range channels {
		<-watch
	}
	for i := range count / 3 {
		s.must(ctx, clientv3.OpPut(fmt.Sprintf("m/%03d", i), fmt.Sprint(i)))
	}
	all := make([]seen, 0, count)
	for _, watch := range channels {
		all = append(all, collect(watch, 1))
	}
	s.print("many", all, nil)
}

// watchLarge has one revision whose events with previous values exceed the size of a message that is cut.
func (s *script) watchLarge(ctx context.Context) {
	for i := range 4 {
		s.must(ctx, clientv3.OpPut(fmt.Sprint("L/", i), strings.Repeat(fmt.Sprint(i), 900_000)))
	}
	for i, option := range [][]clientv3.OpOption{nil, {clientv3.WithFragment()}} {
		own, cancel := context.WithCancel(ctx)
		watch, err := s.open(own, "L/", append(option, clientv3.WithPrefix(), clientv3.WithPrevKV())...)
		s.print("open large", nil, err)
		now := s.must(ctx, clientv3.OpDelete("L/", clientv3.WithPrefix()))
		r, ok := until(watch, func(r clientv3.WatchResponse) bool { return len(r.Events) > 0 })
		s.print(fmt.Sprintf("large, fragments %v", i == 1), []any{ok, len(r.Events), r.Header.Revision - now}, nil)
		cancel()
		for i := range 4 {
			s.must(ctx, clientv3.OpPut(fmt.Sprint("L/", i), strings.Repeat(fmt.Sprint(i), 900_000)))
		}
	}
}
