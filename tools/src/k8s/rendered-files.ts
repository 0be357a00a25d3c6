import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';
import { renderedBase } from './base.ts';
import { strimziTopics, strimziUsers } from './strimzi.ts';

const K8S_DIR = join(REPO_ROOT, 'k8s');

/** Every generated file under k8s/, by path. The chart is rendered only where Helm is to be had. */
export const renderedFiles = async (helm: boolean): Promise<ReadonlyMap<string, string>> =>
  new Map([
    [join(K8S_DIR, 'strimzi/topics.yaml'), strimziTopics()],
    [join(K8S_DIR, 'strimzi/users.yaml'), await strimziUsers()],
    ...(helm ? [[join(K8S_DIR, 'base/tapewire.yaml'), await renderedBase(join(K8S_DIR, 'base/values.yaml'))] as const] : []),
  ]);
