/** Node's code of an error (`EEXIST`, …). No `instanceof`: under Jest the errors of Node's modules come from another realm. */
export const errorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
