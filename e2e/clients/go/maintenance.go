package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

func (s *script) maintenance() {
	s.put("put", "m", "v")
	s.status("status")
	s.hashes()
	s.alarms()
	s.each("defragment", func(ctx context.Context) (any, error) {
		r, err := s.Defragment(ctx, s.endpoint)
		if err != nil {
			return nil, err
		}
		return rev(r.Header), nil
	})
	s.get("get after defragment", "m")
	s.snapshots()
	s.each("move leader to nobody", func(ctx context.Context) (any, error) { return s.MoveLeader(ctx, 12345) })
	for _, target := range []string{"", "3", "3.6.0", "3.6", "9.9", "x.y"} {
		s.each("downgrade check "+target, func(ctx context.Context) (any, error) {
			r, err := s.Downgrade(ctx, clientv3.DowngradeAction(pb.DowngradeRequest_VALIDATE), target)
			if err != nil {
				return nil, err
			}
			return r.Version, nil
		})
	}
}

func (s *script) status(step string) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.Status(ctx, s.endpoint)
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"version": r.Version, "storage": r.StorageVersion, "learner": r.IsLearner, "errors": len(r.Errors),
			"leads": r.Leader == r.Header.MemberId, "quota": r.DbSizeQuota, "rev": r.Header.Revision,
			"sizes":   r.DbSize >= r.DbSizeInUse && r.DbSizeInUse > 0,
			"applied": r.RaftAppliedIndex <= r.RaftIndex && r.RaftAppliedIndex > 0,
			"term":    r.RaftTerm == r.Header.RaftTerm && r.RaftTerm > 0,
			"downgrade": []any{
				r.DowngradeInfo.GetEnabled(), r.DowngradeInfo.GetTargetVersion(),
			},
		}, nil
	})
}

func (s *script) hashes() {
	// Earlier sections left keys with drawn lease ids in the history; only what this one wrote is hashed.
	var now int64
	for _, value := range []string{"w", "x"} {
		now = s.must(context.Background(), clientv3.OpPut("m", value))
		_, err := s.Compact(context.Background(), now, clientv3.WithCompactPhysical())
		s.print("compact", nil, err)
	}
	now = s.must(context.Background(), clientv3.OpPut("m", "y"))
	s.hash("hash now", 0)
	s.hash("hash at revision", now)
	s.hash("hash before", now-1)
	s.hash("hash in the future", now+1000)
	s.hash("hash of compacted", 2)
}

func (s *script) hash(step string, revision int64) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.HashKV(ctx, s.endpoint, revision)
		if err != nil {
			return nil, err
		}
		return []any{r.Hash, r.CompactRevision, r.HashRevision, rev(r.Header)}, nil
	})
}

func (s *script) listAlarms(step string, own uint64) {
	s.each(step, func(ctx context.Context) (any, error) {
		r, err := s.AlarmList(ctx)
		if err != nil {
			return nil, err
		}
		return alarmTexts((*pb.AlarmResponse)(r), own), nil
	})
}

// alarmTexts are sorted, because upstream lists alarms in any order.
func alarmTexts(r *pb.AlarmResponse, own uint64) []string {
	texts := []string{}
	for _, alarm := range r.Alarms {
		member := alarm.MemberID
		if member == own {
			member = 1 // this member's own id, whatever it is
		}
		texts = append(texts, fmt.Sprint(member, " ", alarm.Alarm))
	}
	slices.Sort(texts)
	return texts
}

func (s *script) alarms() {
	status, err := s.Status(context.Background(), s.endpoint)
	if err != nil {
		s.print("status", nil, err)
		return
	}
	own := status.Header.MemberId
	raw := pb.NewMaintenanceClient(s.ActiveConnection())
	call := func(step string, action pb.AlarmRequest_AlarmAction, member uint64, alarm pb.AlarmType) {
		s.each(step, func(ctx context.Context) (any, error) {
			r, err := raw.Alarm(ctx, &pb.AlarmRequest{Action: action, MemberID: member, Alarm: alarm})
			if err != nil {
				return nil, err
			}
			return []any{rev(r.Header), alarmTexts(r, own)}, nil
		})
	}
	s.listAlarms("no alarms", own)
	call("disarm none", pb.AlarmRequest_DEACTIVATE, own, pb.AlarmType_NOSPACE)
	call("raise", pb.AlarmRequest_ACTIVATE, own, pb.AlarmType_NOSPACE)
	call("raise again", pb.AlarmRequest_ACTIVATE, own, pb.AlarmType_NOSPACE)
	call("raise for another", pb.AlarmRequest_ACTIVATE, 77, pb.AlarmType_NOSPACE)
	s.listAlarms("list", own)
	call("list of another", pb.AlarmRequest_GET, 77, pb.AlarmType_NONE)
	call("list of corrupt", pb.AlarmRequest_GET, 0, pb.AlarmType_CORRUPT)
	s.status("status with alarm")
	s.put("put", "m", "w")
	s.get("get", "m")
	s.grant("grant", 901, 60)
	s.commit("txn with put", func(t clientv3.Txn) clientv3.Txn { return t.Then(clientv3.OpPut("m", "1")) })
	s.commit("txn without put", func(t clientv3.Txn) clientv3.Txn { return t.Then(clientv3.OpDelete("none")) })
	s.del("delete", "none")
	call("disarm", pb.AlarmRequest_DEACTIVATE, own, pb.AlarmType_NOSPACE)
	s.put("put with another's alarm", "m", "x")
	s.each("disarm all", func(ctx context.Context) (any, error) {
		r, err := s.AlarmDisarm(ctx, &clientv3.AlarmMember{})
		if err != nil {
			return nil, err
		}
		return alarmTexts((*pb.AlarmResponse)(r), own), nil
	})
	s.put("put afterwards", "m", "y")
	call("raise corrupt", pb.AlarmRequest_ACTIVATE, own, pb.AlarmType_CORRUPT)
	s.put("put when corrupt", "m", "z")
	s.get("get when corrupt", "m")
	s.get("serializable get when corrupt", "m", clientv3.WithSerializable())
	s.del("delete when corrupt", "m")
	s.revoke("revoke when corrupt", 1)
	call("disarm corrupt", pb.AlarmRequest_DEACTIVATE, own, pb.AlarmType_CORRUPT)
	s.put("put at the end", "m", "z")
	s.listAlarms("none left", own)
}

func (s *script) snapshots() {
	s.each("snapshot", func(ctx context.Context) (any, error) {
		r, err := s.SnapshotWithVersion(ctx)
		if err != nil {
			return nil, err
		}
		defer r.Snapshot.Close()
		all, err := io.ReadAll(r.Snapshot)
		if err != nil {
			return nil, err
		}
		if len(all) < sha256.Size {
			return len(all), nil
		}
		data, sum := all[:len(all)-sha256.Size], all[len(all)-sha256.Size:]
		want := sha256.Sum256(data)
		return []any{r.Version, len(all) % 512, bytes.Equal(sum, want[:]), len(data) > 512}, nil
	})
	s.each("snapshot without version", func(ctx context.Context) (any, error) {
		r, err := s.Snapshot(ctx)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		count, err := io.Copy(io.Discard, r)
		return count % 512, err
	})
	s.each("remaining bytes", func(ctx context.Context) (any, error) {
		stream, err := pb.NewMaintenanceClient(s.ActiveConnection()).Snapshot(ctx, &pb.SnapshotRequest{})
		if err != nil {
			return nil, err
		}
		total, isRight, versions := int64(0), true, map[string]bool{}
		size := int64(-1)
		for {
			r, err := stream.Recv()
			if err == io.EOF {
				return []any{isRight, sortedKeys(versions)}, nil
			}
			if err != nil {
				return nil, err
			}
			total += int64(len(r.Blob))
			if size < 0 {
				size = total + int64(r.RemainingBytes)
			}
			isSum := r.RemainingBytes == 0 && len(r.Blob) == sha256.Size
			isRight = isRight && (isSum || total+int64(r.RemainingBytes) == size)
			versions[r.Version] = true
		}
	})
}

func (s *script) members() {
	s.each("list", func(ctx context.Context) (any, error) {
		r, err := s.MemberList(ctx)
		if err != nil {
			return nil, err
		}
		names := []any{}
		for _, m := range r.Members {
			names = append(names, []any{m.Name, m.IsLearner, len(m.PeerURLs), len(m.ClientURLs), m.ID == r.Header.MemberId})
		}
		return []any{names, rev((*pb.MemberListResponse)(r).Header)}, nil
	})
	s.print("sync", nil, s.Sync(context.Background()))
	s.each("remove unknown", func(ctx context.Context) (any, error) { return s.MemberRemove(ctx, 12345) })
	s.each("promote unknown", func(ctx context.Context) (any, error) { return s.MemberPromote(ctx, 12345) })
	s.each("update unknown", func(ctx context.Context) (any, error) {
		return s.MemberUpdate(ctx, 12345, []string{"http://127.0.0.1:1"})
	})
	s.each("add with bad address", func(ctx context.Context) (any, error) { return s.MemberAdd(ctx, []string{"not an address"}) })
}

func (s *script) auth() {
	s.each("status", func(ctx context.Context) (any, error) {
		r, err := s.AuthStatus(ctx)
		if err != nil {
			return nil, err
		}
		return []any{r.Enabled, r.AuthRevision}, nil
	})
	s.each("authenticate", func(ctx context.Context) (any, error) { return s.Authenticate(ctx, "root", "x") })
	s.each("enable without root", func(ctx context.Context) (any, error) { return s.AuthEnable(ctx) })
	s.each("unknown user", func(ctx context.Context) (any, error) { return s.UserGet(ctx, "nobody") })
	s.each("unknown role", func(ctx context.Context) (any, error) { return s.RoleGet(ctx, "nobody") })
}
