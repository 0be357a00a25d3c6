{{/* Scaling a consumer on its lag: root, component, keda, replicas, topic. */}}
{{- define "tapewire.lagScaledObject" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $name := printf "%s-%s" (include "tapewire.fullname" .root) .component -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "tapewire.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    name: {{ $name }}
  minReplicaCount: 1
  maxReplicaCount: {{ .keda.maxReplicas }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        # Each change stops all partitions for a moment: at most one pod less in half an hour.
        scaleDown:
          stabilizationWindowSeconds: 3600
          policies: [{type: Pods, value: 1, periodSeconds: 1800}]
  triggers:
    # The floor of market hours; lag can only add to it.
    - type: cron
      metadata:
        timezone: America/New_York
        start: 0 9 * * 1-5
        end: 30 16 * * 1-5
        desiredReplicas: {{ .replicas | quote }}
    - type: kafka
      metadata:
        bootstrapServers: {{ include "tapewire.brokers" .root | quote }}
        consumerGroup: {{ printf "%s.%s" .root.Values.prefix .component }}
        topic: {{ .topic }}
        lagThreshold: {{ .keda.lagThreshold | quote }}
        allowIdleConsumers: "false"
        {{- if $kafka.tls.enabled }}
        tls: enable
        {{- end }}
        {{- if ne $kafka.sasl.mechanism "none" }}
        sasl: {{ get (dict "plain" "plaintext" "scram-sha-256" "scram_sha256" "scram-sha-512" "scram_sha512") $kafka.sasl.mechanism }}
        {{- end }}
      {{- if or (ne $kafka.sasl.mechanism "none") $kafka.tls.existingSecret }}
      authenticationRef:
        name: {{ $name }}
      {{- end }}
{{- if or (ne $kafka.sasl.mechanism "none") $kafka.tls.existingSecret }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "tapewire.labels" . | nindent 4 }}
spec:
  {{- if ne $kafka.sasl.mechanism "none" }}
  env:
    - {parameter: username, name: KAFKA_USERNAME, containerName: {{ .component }}}
  {{- end }}
  secretTargetRef:
    {{- if ne $kafka.sasl.mechanism "none" }}
    - {parameter: password, name: {{ $kafka.sasl.existingSecret }}, key: {{ .component }}-password}
    {{- end }}
    {{- if and $kafka.tls.enabled $kafka.tls.existingSecret }}
    - {parameter: ca, name: {{ $kafka.tls.existingSecret }}, key: {{ $kafka.tls.caKey }}}
    {{- end }}
{{- end }}
{{- end }}
