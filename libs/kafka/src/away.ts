/** What brokers answer while a partition has no leader, or too few replicas. */
const PASSING_ANSWERS = new Set<unknown>([
  'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION', 'REPLICA_NOT_AVAILABLE', 'BROKER_NOT_AVAILABLE', 'NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT', 'NETWORK_EXCEPTION', 'KAFKA_STORAGE_ERROR', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH',
]);
/** What kafkajs gives up with, around the reason. */
const WRAPPERS = new Set(['KafkaJSNumberOfRetriesExceeded', 'KafkaJSNonRetriableError']);
const NO_CONNECTION = new Set([
  'KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError', 'KafkaJSLockTimeout', 'KafkaJSBrokerNotFound', 'KafkaJSNoBrokerAvailableError',
]);

/**
 * Whether a call failed because Kafka, or the leader it needs, cannot be reached now: it will do once that is back.
 * kafkajs' errors are told apart by name, since an ES module cannot import their classes.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (WRAPPERS.has(error.name) && error.cause !== undefined) return isAway(error.cause);
  if (error.name === 'KafkaJSProtocolError') return 'type' in error && PASSING_ANSWERS.has(error.type);
  return NO_CONNECTION.has(error.name);
}
