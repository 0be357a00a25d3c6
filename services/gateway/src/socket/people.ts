/** Rooms for people: any pod reaches their sockets through the Redis adapter. */
export const userRoom = (user: string): string => `user:${user}`;
export const planRoom = (plan: string): string => `plan:${plan}`;
export const deskRoom = (desk: string): string => `desk:${desk}`;
