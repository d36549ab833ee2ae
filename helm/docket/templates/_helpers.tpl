{{/* The release's name before that of a service: docket-intake. */}}
{{- define "docket.name" -}}
{{- printf "%s-%s" .root.Release.Name .name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* What selects the pods of one service of this release. */}}
{{- define "docket.selector" -}}
app.kubernetes.io/name: docket
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "docket.labels" -}}
{{ include "docket.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "docket.image" -}}
{{ .root.Values.image.prefix }}{{ .program }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end -}}

{{/* What the restricted level of Pod Security asks of a pod, and more: one user, whose files they are. */}}
{{- define "docket.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* And of a container. */}}
{{- define "docket.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* The settings of a service's program, as its --config takes them. */}}
{{- define "docket.settings" -}}
data: /var/lib/docket
address: 127.0.0.1:8443
metrics-address: 127.0.0.1:9464
kafka: {{ .root.Values.kafka.brokers | quote }}
{{- if .root.Values.kafka.secret }}
kafka-config: /etc/docket/kafka/kafka.properties
{{- end }}
kafka-replication: {{ .root.Values.kafka.replication }}
drain-notice: {{ .root.Values.drain.noticeSeconds }}s
drain-grace: {{ .root.Values.drain.graceSeconds }}s
{{- with .service.settings }}
{{ toYaml . }}
{{- end }}
{{- end -}}
