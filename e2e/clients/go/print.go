package main

import (
	"errors"
	"fmt"
	"hash/crc32"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/status"
)

const longestShown = 64

func errorText(err error) string {
	var etcd rpctypes.EtcdError
	if errors.As(err, &etcd) {
		return fmt.Sprintf("%v: %s", etcd.Code(), etcd.Error())
	}
	if s, ok := status.FromError(err); ok {
		return fmt.Sprintf("%v: %s", s.Code(), s.Message())
	}
	return err.Error()
}

func text(b []byte) string {
	if len(b) <= longestShown {
		return string(b)
	}
	return fmt.Sprintf("%d bytes, crc32 %08x", len(b), crc32.ChecksumIEEE(b))
}

func kvText(kv *mvccpb.KeyValue) string {
	if kv == nil {
		return "none"
	}
	return fmt.Sprintf("%q=%q create %d mod %d version %d lease %d",
		text(kv.Key), text(kv.Value), kv.CreateRevision, kv.ModRevision, kv.Version, kv.Lease)
}

func kvTexts(kvs []*mvccpb.KeyValue) []string {
	texts := make([]string, 0, len(kvs))
	for _, kv := range kvs {
		texts = append(texts, kvText(kv))
	}
	return texts
}

type putResult struct {
	Rev  int64  `json:"rev"`
	Prev string `json:"prev"`
}

type getResult struct {
	Rev   int64    `json:"rev"`
	Count int64    `json:"count"`
	More  bool     `json:"more"`
	Kvs   []string `json:"kvs"`
}

type deleteResult struct {
	Rev     int64    `json:"rev"`
	Deleted int64    `json:"deleted"`
	Prev    []string `json:"prev"`
}

type txnResult struct {
	Rev       int64 `json:"rev"`
	Succeeded bool  `json:"succeeded"`
	Responses []any `json:"responses"`
}

func rev(h *pb.ResponseHeader) int64 {
	if h == nil {
		return -1
	}
	return h.Revision
}

func ofPut(r *pb.PutResponse) any { return putResult{rev(r.Header), kvText(r.PrevKv)} }

func ofGet(r *pb.RangeResponse) any {
	return getResult{rev(r.Header), r.Count, r.More, kvTexts(r.Kvs)}
}

func ofDelete(r *pb.DeleteRangeResponse) any {
	return deleteResult{rev(r.Header), r.Deleted, kvTexts(r.PrevKvs)}
}

func ofTxn(r *pb.TxnResponse) any {
	result := txnResult{Rev: rev(r.Header), Succeeded: r.Succeeded, Responses: []any{}}
	for _, op := range r.Responses {
		switch o := op.Response.(type) {
		case *pb.ResponseOp_ResponsePut:
			result.Responses = append(result.Responses, ofPut(o.ResponsePut))
		case *pb.ResponseOp_ResponseRange:
			result.Responses = append(result.Responses, ofGet(o.ResponseRange))
		case *pb.ResponseOp_ResponseDeleteRange:
			result.Responses = append(result.Responses, ofDelete(o.ResponseDeleteRange))
		case *pb.ResponseOp_ResponseTxn:
			result.Responses = append(result.Responses, ofTxn(o.ResponseTxn))
		default:
			result.Responses = append(result.Responses, "nothing")
		}
	}
	return result
}

func eventText(e *clientv3.Event) string {
	return fmt.Sprintf("%v %s, before: %s", e.Type, kvText(e.Kv), kvText(e.PrevKv))
}
