{{- define "tapewire.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "tapewire.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "tapewire.name" . -}}
{{- if contains $name .Release.Name -}}{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}{{- end -}}
{{- end -}}
{{- end }}

{{/* Labels that select a component's pods: dict root, component. */}}
{{- define "tapewire.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tapewire.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* Labels of every object: dict root, component. */}}
{{- define "tapewire.labels" -}}
{{ include "tapewire.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: tapewire
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Image of a service: dict root, service (its name), image (tag, digest). */}}
{{- define "tapewire.image" -}}
{{- $image := .root.Values.image -}}
{{- $own := default dict .image -}}
{{- $name := printf "%s/%s" $image.repository .service -}}
{{- with $image.registry }}{{- $name = printf "%s/%s" . $name -}}{{- end -}}
{{- if $own.digest -}}{{ $name }}@{{ $own.digest }}
{{- else -}}{{ $name }}:{{ coalesce $own.tag $image.tag .root.Chart.AppVersion }}{{- end -}}
{{- end }}

{{/* Megabytes of a memory quantity. */}}
{{- define "tapewire.megabytes" -}}
{{- $q := toString . -}}
{{- if hasSuffix "Gi" $q -}}{{ mulf (trimSuffix "Gi" $q | float64) 1024 | int }}
{{- else if hasSuffix "Mi" $q -}}{{ trimSuffix "Mi" $q | float64 | int }}
{{- else if hasSuffix "G" $q -}}{{ mulf (trimSuffix "G" $q | float64) 953 | int }}
{{- else if hasSuffix "M" $q -}}{{ mulf (trimSuffix "M" $q | float64) 0.953 | int }}
{{- else -}}{{ fail (printf "resources.limits.memory: expected a quantity in Gi, Mi, G or M, was %s" $q) }}{{- end -}}
{{- end }}

{{/* Three quarters of the memory limit for Node's heap; the rest is buffers and code. */}}
{{- define "tapewire.nodeOptions" -}}
{{- with ((.resources).limits).memory -}}
--max-old-space-size={{ div (mul (include "tapewire.megabytes" . | int) 3) 4 }}
{{- end -}}
{{- end }}

{{- define "tapewire.serviceAccountName" -}}
{{- if .root.Values.serviceAccount.create -}}{{ include "tapewire.fullname" .root }}-{{ .component }}{{- else -}}default{{- end -}}
{{- end }}

{{- define "tapewire.brokers" -}}
{{- if .Values.evaluation.kafka.enabled -}}{{ include "tapewire.fullname" . }}-kafka:{{ .Values.evaluation.kafka.port }}
{{- else -}}{{ required "kafka.brokers: expected host:port of your brokers, or evaluation.kafka.enabled, was empty" (join "," .Values.kafka.brokers) }}{{- end -}}
{{- end }}

{{- define "tapewire.redisUrl" -}}
{{- if .Values.evaluation.redis.enabled -}}redis://{{ include "tapewire.fullname" . }}-redis:{{ .Values.evaluation.redis.port }}
{{- else -}}{{ required "redis.url: expected redis://host:port or rediss://host:port, or evaluation.redis.enabled, was empty" .Values.redis.url }}{{- end -}}
{{- end }}

{{- define "tapewire.authSecret" -}}
{{- default (printf "%s-auth" (include "tapewire.fullname" .)) .Values.auth.existingSecret -}}
{{- end }}

{{- define "tapewire.url" -}}
{{- if or .Values.httpRoute.enabled .Values.ingress.tlsSecret -}}https{{- else -}}http{{- end -}}://{{ .Values.host }}
{{- end }}

{{- define "tapewire.partitionsCap" -}}
{{- if gt (int .replicas) (int .root.Values.kafka.partitions) -}}
{{- fail (printf "%s: expected at most kafka.partitions (%d), was %d: more pods than partitions have nothing to do" .path (int .root.Values.kafka.partitions) (int .replicas)) -}}
{{- end -}}
{{- end }}

{{/* Changes when what a Secret holds has changed, so that `helm upgrade` replaces the pods that read it at their start only: root, name. */}}
{{- define "tapewire.secretChecksum" -}}
{{- $found := lookup "v1" "Secret" .root.Release.Namespace .name -}}
{{- print .name (ternary (dig "data" dict $found | toJson) "" (not (empty $found))) | sha256sum | trunc 16 -}}
{{- end }}
