import type { Area } from '../measure/cpu-profile.ts';

/** What a gateway's time goes to. */
export const GATEWAY_AREAS: readonly Area[] = [
  { name: 'garbage collection', functions: /^\(garbage collector\)$/ },
  { name: 'writing to sockets: the system call', functions: /^(writeBuffer|writev|writeUtf8String|writeLatin1String)$/ },
  { name: 'writing to sockets: engine.io, ws, node:net', files: /\/(engine\.io|engine\.io-parser|ws)\/|^node:(net|internal\/stream)/ },
  { name: 'matching', files: /\/libs\/filter\// },
  { name: 'rooms, windows, row texts', files: /\/libs\/delivery\// },
  { name: 'frames, heads, slow clients', files: /\/services\/gateway\// },
  { name: 'hearing announcements: Redis client, adapter, JSON', files: /\/(ioredis|redis-parser|redis-adapter|@redis|redis)\// },
  { name: 'timers, events, promises', files: /^node:(internal\/timers|events|internal\/process)/ },
  { name: 'metrics and traces', files: /\/(@opentelemetry|telemetry)\// },
  { name: 'the profiler and the engine', functions: /^\(program\)$/ },
];
