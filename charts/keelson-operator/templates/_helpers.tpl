{{/* The name of everything in the release; short enough for what is added to it. */}}
{{- define "keelson.fullname" -}}
{{- if contains "keelson-operator" .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-keelson-operator" .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What finds the pods. The policies of members let in pods by the first of these. */}}
{{- define "keelson.selector" -}}
app.kubernetes.io/name: keelson-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "keelson.labels" -}}
{{ include "keelson.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- define "keelson.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "keelson.fullname" .) -}}
{{- else -}}
{{- required "serviceAccount.name is needed when serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* As JSON: the namespaces that are watched; none with scope cluster means all. */}}
{{- define "keelson.namespaces" -}}
{{- if .Values.watchNamespaces -}}
{{- .Values.watchNamespaces | toJson -}}
{{- else if eq .Values.rbac.scope "cluster" -}}
[]
{{- else -}}
{{- list .Release.Namespace | toJson -}}
{{- end -}}
{{- end -}}

{{- define "keelson.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* What the operator may do in a namespace, but for secrets. */}}
{{- define "keelson.rules" -}}
- apiGroups: [etcd.keelson.dev]
  resources: [etcdclusters]
  verbs: [get, list, watch, update, patch]
- apiGroups: [etcd.keelson.dev]
  resources: [etcdbackupschedules]
  verbs: [get, list, watch]
- apiGroups: [etcd.keelson.dev]
  resources: [etcdmembers, etcdbackups]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [etcd.keelson.dev]
  resources: [etcdclusters/status, etcdmembers/status, etcdbackups/status, etcdbackupschedules/status]
  verbs: [get, update, patch]
# To own what is made for them, where the API server checks that.
- apiGroups: [etcd.keelson.dev]
  resources: [etcdclusters/finalizers, etcdmembers/finalizers, etcdbackups/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [pods, persistentvolumeclaims, services]
  verbs: [get, list, watch, create, update, patch, delete]
# Backups are the work of jobs.
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, update, patch, delete]
# Whether it is being deleted, when nothing new can be made in it.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get]
# Restores, and the clusters that they make.
- apiGroups: [etcd.keelson.dev]
  resources: [etcdrestores]
  verbs: [get, list, watch, update, patch]
- apiGroups: [etcd.keelson.dev]
  resources: [etcdrestores/status]
  verbs: [get, update, patch]
- apiGroups: [etcd.keelson.dev]
  resources: [etcdrestores/finalizers]
  verbs: [update]
- apiGroups: [etcd.keelson.dev]
  resources: [etcdclusters]
  verbs: [create]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [monitoring.coreos.com]
  resources: [servicemonitors, prometheusrules]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [cert-manager.io]
  resources: [certificates]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [get, create, update, patch]
{{- end -}}

{{- define "keelson.secretRules" -}}
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, update, patch, delete]
{{- end -}}
