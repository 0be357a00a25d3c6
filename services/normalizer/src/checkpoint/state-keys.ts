/**
 * Keys of `tapewire.state` within partition p. Every load of a partition is a life of its own with a fresh id, and
 * writes under keys of its own: what a process that was thought dead still writes can never damage the checkpoint of
 * its successor.
 */
export const manifestKey = (p: number, life: string): string => `${p}/${life}`;
export const chunkKey = (p: number, life: string, n: number): string => `${p}/${life}/${n}`;

/** Whether a key is that of a manifest. */
export const isManifestKey = (key: string): boolean => /^\d+\/[^/]+$/.test(key);
/** Whether a key belongs to checkpoints at all. */
export const isCheckpointKey = (key: string): boolean => /^\d+\/[^/]+(\/\d+)?$/.test(key);
