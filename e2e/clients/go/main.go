// Command script runs a fixed list of steps with the official client against one server and prints one JSON line per
// step. What differs from server to server by nature (ids, times, sizes) is not printed, so that the outputs of two
// servers can be compared as text. See ../README.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

const stepLimit = 15 * time.Second

type section struct {
	name string
	run  func(*script)
}

func sections() []section {
	return []section{
		{"kv", (*script).kv},
		{"txn", (*script).txn},
		{"compact", (*script).compact},
		{"watch", (*script).watch},
		{"lease", (*script).lease},
		{"concurrency", (*script).concurrency},
		{"layers", (*script).layers},
		{"maintenance", (*script).maintenance},
		{"members", (*script).members},
		{"auth", (*script).auth},
		{"restart", (*script).restart},
	}
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: script ENDPOINT [SECTION...]")
		os.Exit(2)
	}
	client, err := connect(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer client.Close()
	wanted := os.Args[2:]
	for _, part := range sections() {
		if len(wanted) > 0 && !slices.Contains(wanted, part.name) {
			continue
		}
		s := &script{Client: client, endpoint: os.Args[1], section: part.name, out: json.NewEncoder(os.Stdout)}
		s.clear()
		part.run(s)
	}
}

func connect(endpoint string) (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{
		Endpoints:   []string{endpoint},
		DialTimeout: 5 * time.Second,
		Logger:      zap.NewNop(),
	})
}

// script prints the steps of one section.
type script struct {
	*clientv3.Client
	endpoint string
	section  string
	out      *json.Encoder
}

type line struct {
	Step  string `json:"step"`
	Value any    `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

func (s *script) print(step string, value any, err error) {
	l := line{Step: s.section + " " + step, Value: value}
	if err != nil {
		l = line{Step: l.Step, Error: errorText(err)}
	}
	if err := s.out.Encode(l); err != nil {
		panic(err)
	}
}

// each runs one call with a time limit of its own.
func (s *script) each(step string, call func(ctx context.Context) (any, error)) {
	ctx, cancel := context.WithTimeout(context.Background(), stepLimit)
	defer cancel()
	value, err := call(ctx)
	s.print(step, value, err)
}

// clear leaves an empty key space, so that a section that failed does not disturb the next one.
func (s *script) clear() {
	s.each("clear", func(ctx context.Context) (any, error) {
		r, err := s.Delete(ctx, "\x00", clientv3.WithFromKey())
		if err != nil {
			return nil, err
		}
		return r.Deleted, nil
	})
}
