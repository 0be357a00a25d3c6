{{/*
A pod template of a service. dict:
  root; component (name of the pods); service (image name); values (the service's own values)
  env: extra variables as a list of YAML items; secrets: dict variable → dict secret, key, mounted as files
  ports, volumes, mounts, lifecycle: YAML texts; grace: seconds; command: list
*/}}
{{- define "tapewire.podTemplate" -}}
{{- $root := .root -}}
{{- $shared := $root.Values.pod -}}
{{- $own := .values -}}
{{- $kafkaCa := and .kafka $root.Values.kafka.tls.enabled $root.Values.kafka.tls.existingSecret -}}
{{- $redisCa := and .redis $root.Values.redis.tls.existingSecret -}}
metadata:
  labels:
    {{- include "tapewire.selectorLabels" (dict "root" $root "component" .component) | nindent 4 }}
    app.kubernetes.io/part-of: tapewire
    {{- with mergeOverwrite (dict) (default dict $shared.podLabels) (default dict $own.podLabels) }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with mergeOverwrite (dict) (default dict .annotations) (default dict $shared.podAnnotations) (default dict $own.podAnnotations) }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ default (include "tapewire.serviceAccountName" .) .serviceAccountName }}
  automountServiceAccountToken: {{ default false .token }}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  securityContext:
    {{- toYaml (default $shared.podSecurityContext $own.podSecurityContext) | nindent 4 }}
  {{- with .grace }}
  terminationGracePeriodSeconds: {{ . }}
  {{- end }}
  {{- with .restartPolicy }}
  restartPolicy: {{ . }}
  {{- end }}
  enableServiceLinks: false
  {{- if or $own.hostNetwork $shared.hostNetwork }}
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  {{- end }}
  {{- with default $shared.hostAliases $own.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with default $shared.priorityClassName $own.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with default $shared.nodeSelector $own.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with default $shared.tolerations $own.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with default $shared.affinity $own.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- $component := .component }}
  {{- if not .restartPolicy }}
  {{- with default $shared.topologySpread $own.topologySpread }}
  topologySpreadConstraints:
    {{- range . }}
    - {{- toYaml . | nindent 6 }}
      {{- if not .labelSelector }}
      labelSelector:
        matchLabels:
          {{- include "tapewire.selectorLabels" (dict "root" $root "component" $component) | nindent 10 }}
      matchLabelKeys: [pod-template-hash]
      {{- end }}
    {{- end }}
  {{- end }}
  {{- end }}
  containers:
    - name: {{ .service }}
      image: {{ include "tapewire.image" (dict "root" $root "service" .service "image" $own.image) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      {{- with .command }}
      command:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .args }}
      args:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- toYaml (default $shared.securityContext $own.securityContext) | nindent 8 }}
      env:
        {{- with include "tapewire.nodeOptions" $own }}
        - {name: NODE_OPTIONS, value: {{ . | quote }}}
        {{- end }}
        {{- with .env }}
        {{- trim . | nindent 8 }}
        {{- end }}
        {{- range $name, $secret := .secrets }}
        - {name: {{ $name }}_FILE, value: /etc/tapewire/secrets/{{ $secret.secret }}/{{ $secret.key }}}
        {{- end }}
        {{- range concat (default list $shared.extraEnv) (default list $own.extraEnv) }}
        - {{- toYaml . | nindent 10 }}
        {{- end }}
      {{- with .ports }}
      ports:
        {{- trim . | nindent 8 }}
      {{- end }}
      {{- if not .restartPolicy }}
      # A start may have to wait for Kafka and Redis; the process says so by not being ready, and stays alive.
      startupProbe:
        httpGet: {path: /health/live, port: management}
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /health/live, port: management}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /health/ready, port: management}
        periodSeconds: 3
        timeoutSeconds: 3
        failureThreshold: 2
      {{- end }}
      {{- with .lifecycle }}
      lifecycle:
        {{- trim . | nindent 8 }}
      {{- end }}
      {{- with $own.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- with .mounts }}
        {{- trim . | nindent 8 }}
        {{- end }}
        {{- range $secret := (include "tapewire.secretNames" . | fromYamlArray) }}
        - {name: {{ printf "secret-%s" $secret | trunc 63 }}, mountPath: /etc/tapewire/secrets/{{ $secret }}, readOnly: true}
        {{- end }}
        {{- if $kafkaCa }}
        - {name: kafka-ca, mountPath: /etc/tapewire/kafka-ca, readOnly: true}
        {{- end }}
        {{- if $redisCa }}
        - {name: redis-ca, mountPath: /etc/tapewire/redis-ca, readOnly: true}
        {{- end }}
        {{- range concat (default list $shared.extraVolumeMounts) (default list $own.extraVolumeMounts) }}
        - {{- toYaml . | nindent 10 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: {sizeLimit: 64Mi}
    {{- with .volumes }}
    {{- trim . | nindent 4 }}
    {{- end }}
    {{- $secrets := .secrets }}
    {{- range $secret := (include "tapewire.secretNames" . | fromYamlArray) }}
    - name: {{ printf "secret-%s" $secret | trunc 63 }}
      secret:
        secretName: {{ $secret }}
        # 0440: the pod's group reads it, nobody else
        defaultMode: 288
        items:
          {{- range $name, $item := $secrets }}
          {{- if eq $item.secret $secret }}
          - {key: {{ $item.key }}, path: {{ $item.key }}}
          {{- end }}
          {{- end }}
    {{- end }}
    {{- if $kafkaCa }}
    - name: kafka-ca
      secret: {secretName: {{ $root.Values.kafka.tls.existingSecret }}}
    {{- end }}
    {{- if $redisCa }}
    - name: redis-ca
      secret: {secretName: {{ $root.Values.redis.tls.existingSecret }}}
    {{- end }}
    {{- range concat (default list $shared.extraVolumes) (default list $own.extraVolumes) }}
    - {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}

{{/* The different secrets of .secrets, as a YAML list. */}}
{{- define "tapewire.secretNames" -}}
{{- $names := list -}}
{{- range $name, $secret := .secrets }}{{- $names = append $names $secret.secret }}{{- end -}}
{{- uniq $names | sortAlpha | toYaml -}}
{{- end }}

{{/* Variables of every service: dict root, values. */}}
{{- define "tapewire.env.common" }}
- {name: TAPEWIRE_PREFIX, value: {{ .root.Values.prefix | quote }}}
- {name: TAPEWIRE_LOG_LEVEL, value: {{ .root.Values.logLevel }}}
- {name: TAPEWIRE_MANAGEMENT_PORT, value: {{ .values.managementPort | quote }}}
- {name: TAPEWIRE_DRAIN_TIMEOUT_MS, value: {{ mul (default 25 .drainTimeoutSeconds) 1000 | quote }}}
{{- with .root.Values.tracing.url }}
- {name: TAPEWIRE_TRACES_URL, value: {{ . | quote }}}
- {name: TAPEWIRE_TRACES_RATIO, value: {{ $.root.Values.tracing.ratio | quote }}}
{{- end }}
{{- end }}

{{/* Kafka's variables: root, user. */}}
{{- define "tapewire.env.kafka" }}
{{- $kafka := .root.Values.kafka }}
- {name: KAFKA_BROKERS, value: {{ include "tapewire.brokers" .root | quote }}}
{{- if $kafka.tls.enabled }}
- {name: KAFKA_SSL, value: "true"}
{{- if $kafka.tls.existingSecret }}
- {name: KAFKA_CA_FILE, value: /etc/tapewire/kafka-ca/{{ $kafka.tls.caKey }}}
{{- end }}
{{- end }}
{{- if ne $kafka.sasl.mechanism "none" }}
- {name: KAFKA_SASL, value: {{ $kafka.sasl.mechanism }}}
- {name: KAFKA_USERNAME, value: {{ get $kafka.sasl.users .user | quote }}}
{{- end }}
{{- end }}

{{/* Kafka's password as a file, as YAML: root, key. */}}
{{- define "tapewire.secret.kafka" -}}
{{- if ne .root.Values.kafka.sasl.mechanism "none" -}}
KAFKA_PASSWORD: {secret: {{ required "kafka.sasl.existingSecret: expected the Secret with the passwords, was empty" .root.Values.kafka.sasl.existingSecret }}, key: {{ .key }}-password}
{{- end -}}
{{- end }}

{{/* Redis' variables: root, user. */}}
{{- define "tapewire.env.redis" }}
- {name: REDIS_URL, value: {{ include "tapewire.redisUrl" .root | quote }}}
{{- with .root.Values.redis.tls }}
{{- if .existingSecret }}
- {name: REDIS_CA_FILE, value: /etc/tapewire/redis-ca/{{ .caKey }}}
{{- end }}
{{- end }}
{{- if and .root.Values.redis.existingSecret (not .root.Values.evaluation.redis.enabled) }}
- {name: REDIS_USERNAME, value: {{ get .root.Values.redis.users .user | quote }}}
{{- end }}
{{- end }}

{{- define "tapewire.secret.redis" -}}
{{- if and .root.Values.redis.existingSecret (not .root.Values.evaluation.redis.enabled) -}}
REDIS_PASSWORD: {secret: {{ .root.Values.redis.existingSecret }}, key: {{ .key }}-password}
{{- end -}}
{{- end }}

{{/* A Deployment's frame around a pod template: root, component, values, replicas (omitted when empty), pod. */}}
{{- define "tapewire.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "tapewire.fullname" .root }}-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "tapewire.labels" . | nindent 4 }}
spec:
  {{- if ne (toString .replicas) "" }}
  replicas: {{ .replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: 5
  progressDeadlineSeconds: 600
  strategy:
    {{- toYaml .values.strategy | nindent 4 }}
  selector:
    matchLabels:
      {{- include "tapewire.selectorLabels" . | nindent 6 }}
  template:
    {{- .pod | nindent 4 }}
{{- end }}
