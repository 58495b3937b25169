package main

import (
	"maps"
	"slices"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
)

type (
	putResponse    = pb.PutResponse
	rangeResponse  = pb.RangeResponse
	deleteResponse = pb.DeleteRangeResponse
	txnResponse    = pb.TxnResponse
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
