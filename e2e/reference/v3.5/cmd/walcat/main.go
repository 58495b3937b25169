// Command walcat reads a WAL directory with upstream's own reader and prints what it finds, one line per thing.
//
//	walcat DIR               from the beginning (snapshot 0/0)
//	walcat DIR INDEX TERM    from the snapshot record with that index and term
//	walcat DIR last          from the newest valid snapshot record
package main

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"strconv"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/wal"
	"go.etcd.io/etcd/server/v3/wal/walpb"
	"go.uber.org/zap"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func main() {
	out := bufio.NewWriter(os.Stdout)
	err := run(out, os.Args[1:])
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "walcat:", err)
		os.Exit(1)
	}
}

func run(out *bufio.Writer, args []string) (err error) {
	// The reader panics on a record whose checksum is right and whose content is not a message.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader panicked: %v", p)
		}
	}()

	var index, term uint64
	last := len(args) == 2 && args[1] == "last"
	switch {
	case len(args) == 1, last:
	case len(args) == 3:
		if index, err = strconv.ParseUint(args[1], 10, 64); err != nil {
			return err
		}
		if term, err = strconv.ParseUint(args[2], 10, 64); err != nil {
			return err
		}
	default:
		return errors.New("usage: walcat DIR [INDEX TERM | last]")
	}
	dir, log := args[0], zap.NewNop()

	snaps, err := wal.ValidSnapshotEntries(log, dir)
	if err != nil {
		return fmt.Errorf("ValidSnapshotEntries: %w", err)
	}
	for _, s := range snaps {
		var voters, learners []uint64
		if c := s.ConfState; c != nil {
			voters, learners = c.Voters, c.Learners
		}
		fmt.Fprintf(out, "snapshot index=%d term=%d voters=%x learners=%x\n", s.Index, s.Term, voters, learners)
		if last {
			index, term = s.Index, s.Term
		}
	}

	from := walpb.Snapshot{Index: index, Term: term}
	if _, err = wal.Verify(log, dir, from); err != nil {
		return fmt.Errorf("Verify: %w", err)
	}
	w, err := wal.OpenForRead(log, dir, from)
	if err != nil {
		return fmt.Errorf("OpenForRead: %w", err)
	}
	defer w.Close()
	metadata, state, entries, err := w.ReadAll()
	if err != nil {
		return fmt.Errorf("ReadAll: %w", err)
	}

	var m etcdserverpb.Metadata
	if metadata == nil {
		return errors.New("no metadata record")
	}
	if err = m.Unmarshal(metadata); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	fmt.Fprintf(out, "metadata node=%x cluster=%x\n", m.NodeID, m.ClusterID)
	fmt.Fprintf(out, "hardstate term=%d vote=%x commit=%d\n", state.Term, state.Vote, state.Commit)
	for _, e := range entries {
		fmt.Fprintf(out, "entry index=%d term=%d type=%s len=%d crc32c=%08x\n",
			e.Index, e.Term, e.Type, len(e.Data), crc32.Checksum(e.Data, castagnoli))
	}
	return nil
}
