import { connect } from 'node:net';

const METADATA = 3;
const METADATA_VERSION = 4;
const TIMEOUT_MS = 2000;

/**
 * Asks a broker for the cluster's metadata and resolves to how many brokers it knows. This is the one request of
 * Kafka's protocol that the test kit speaks itself, so that it needs no Kafka client.
 */
export function countBrokers(port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.setTimeout(TIMEOUT_MS);
    let received = Buffer.alloc(0);
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.once('error', fail);
    socket.once('timeout', () => {
      fail(new Error(`Kafka on port ${port} did not answer within ${TIMEOUT_MS} ms`));
    });
    socket.once('close', () => {
      reject(new Error(`Kafka on port ${port} closed the connection`));
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      // Length, correlation id, throttle time, then the array of brokers.
      resolve(received.readInt32BE(12));
      socket.destroy();
    });
  });
}

function metadataRequest(): Buffer {
  const client = Buffer.from('tapewire-testkit');
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4 + 1);
  let at = request.writeInt32BE(request.length - 4, 0);
  at = request.writeInt16BE(METADATA, at);
  at = request.writeInt16BE(METADATA_VERSION, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt16BE(client.length, at);
  at += client.copy(request, at);
  at = request.writeInt32BE(0, at);
  request.writeInt8(0, at);
  return request;
}
