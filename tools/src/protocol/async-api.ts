import { ANSWER_SHAPES, EVENT_SHAPES, NAMESPACE, PROTOCOL, REQUESTS, type RequestName, wireErrorShape } from '@tapewire/contracts';
import { jsonSchema, without } from './shapes.ts';

const names = Object.keys(REQUESTS) as RequestName[];
const events = Object.keys(EVENT_SHAPES) as (keyof typeof EVENT_SHAPES)[];
const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const ref = (path: string): { $ref: string } => ({ $ref: `#/${path}` });

/** An AsyncAPI 3.0 description of the protocol, made from the shapes that gateways check requests with. */
export function asyncApi(): object {
  const requestMessages = names.flatMap((name): [string, object][] => [
    [`${name}Request`, { name, title: `${title(name)} request`, payload: jsonSchema(REQUESTS[name], 'input') }],
    [`${name}Answer`, {
      name: `${name} ack`, title: `Answer to ${name}`,
      payload: { oneOf: [
        { allOf: [{ type: 'object', properties: { ok: { const: true } }, required: ['ok'] }, without(jsonSchema(ANSWER_SHAPES[name], 'output'), 'additionalProperties')] },
        ref('components/schemas/refusal'),
      ] },
    }],
  ]);
  const eventMessages = events.map((name): [string, object] => [name, { name, title: `Event ${name}`, payload: jsonSchema(EVENT_SHAPES[name], 'output') }]);
  const messages = Object.fromEntries([...requestMessages, ...eventMessages]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tapewire gateway', version: `${PROTOCOL}.0.0`,
      description: `socket.io 4 (Engine.IO 4) over WebSocket, namespace ${NAMESPACE}, JSON. Handshake \`auth: { token }\`. Requests are events with an acknowledgement. The text of the protocol: v1.md.`,
    },
    servers: { gateway: { host: 'localhost:8081', protocol: 'ws', pathname: '/socket.io/', description: 'A gateway of the demo' } },
    channels: {
      tape: { address: NAMESPACE, messages: Object.fromEntries(Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)])) },
    },
    operations: Object.fromEntries([
      ...names.map((name): [string, object] => [name, {
        action: 'receive', channel: ref('channels/tape'), messages: [ref(`channels/tape/messages/${name}Request`)],
        reply: { channel: ref('channels/tape'), messages: [ref(`channels/tape/messages/${name}Answer`)] },
      }]),
      ...events.map((name): [string, object] => [`send${title(name)}`, { action: 'send', channel: ref('channels/tape'), messages: [ref(`channels/tape/messages/${name}`)] }]),
    ]),
    components: {
      messages,
      schemas: {
        refusal: {
          type: 'object', properties: { ok: { const: false }, error: jsonSchema(wireErrorShape, 'output') }, required: ['ok', 'error'], additionalProperties: false,
        },
      },
    },
  };
}
