/** Injection tokens of the gateway. */
export const CONFIG = Symbol('config');
export const TOOLS = Symbol('tools');
export const PARTS = Symbol('parts');
export const CLIENTS = Symbol('redis clients');
