/** Rooms for people: any pod reaches their sockets through the Redis adapter. */
export const userRoom = (user: string): string => `user:${user}`;
export const planRoom = (plan: string): string => `plan:${plan}`;
export const deskRoom = (desk: string): string => `desk:${desk}`;

/** All sockets of one delay that read what they are sent. */
export const laneRoom = (delay: number): string => `lane:${delay}`;
/** Subscribers of a key. */
export const keyRoom = (key: string): string => `s:${key}`;
/** Followers of an underlying's flow. */
export const flowRoom = (delay: number, underlying: string): string => `flow:${delay}:${underlying}`;
