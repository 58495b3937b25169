# shellcheck shell=bash
# Local volumes: a folder and a PersistentVolume each, made ahead, the same number on each node. To be sourced after
# common.sh and node.sh.

VOLUMES_PER_NODE=12

make_storage_class() {
  kubectl apply -f - >/dev/null <<'YAML'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: local
  annotations: {storageclass.kubernetes.io/is-default-class: "true"}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
YAML
}

# make_volumes N COUNT: that many more on the node. A name is never used twice, nor is a folder.
make_volumes() {
  local n=$1 count=$2 i name
  ((count > 0)) || return 0
  for ((i = 0; i < count; i++)); do
    name=node$n-$(openssl rand -hex 4)
    mkdir -p "$(node_dir "$n")/volumes/$name"
    volume_manifest "$n" "$name"
  done | kubectl create -f - >/dev/null
}

volume_manifest() {
  cat <<YAML
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: $2, labels: {keelson-kube/node: node$1}}
spec:
  capacity: {storage: 100Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: local
  local: {path: $(node_dir "$1")/volumes/$2}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node$1]}]
YAML
}

# fill_volumes COUNT: all volumes of COUNT nodes; those that are there stay
fill_volumes() {
  local count=$1 n have
  make_storage_class
  for ((n = 1; n <= count; n++)); do
    have=$(kubectl get persistentvolumes -l "keelson-kube/node=node$n" -o name | wc -l)
    make_volumes "$n" "$((VOLUMES_PER_NODE - have))"
  done
}

# reclaim NAME: an unclaimed volume goes with its content, a new one takes its place
reclaim() {
  local name=$1 n folder
  [[ $name =~ ^node([1-9])- ]] || return 0
  n=${BASH_REMATCH[1]}
  folder=$(node_dir "$n")/volumes/$name
  [[ -d $folder ]] || return 0 # done already: the deletion is heard of as a change too
  kubectl delete persistentvolume "$name" --ignore-not-found --wait=false >/dev/null
  rm -rf "$folder"
  make_volumes "$n" 1
}
