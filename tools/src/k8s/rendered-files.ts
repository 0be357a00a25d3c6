import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';
import { strimziTopics, strimziUsers } from './strimzi.ts';

export const K8S_DIR: string = join(REPO_ROOT, 'k8s');

/** Every generated file under k8s/, by path. */
export const renderedFiles = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    [join(K8S_DIR, 'strimzi/topics.yaml'), strimziTopics()],
    [join(K8S_DIR, 'strimzi/users.yaml'), await strimziUsers()],
  ]);
