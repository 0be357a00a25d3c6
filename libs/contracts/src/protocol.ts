// Apart from the shapes, so that a browser that only connects does not load the schema library.

/** socket.io namespace of this protocol version. */
export const NAMESPACE = '/v1';
export const PROTOCOL = 1;
