import { renderText } from '../chart/render.ts';

const HEADER = '# Rendered from helm/tapewire with k8s/base/values.yaml by `npm run k8s:render`; a spec holds it to the chart.\n';
/** Helm's own marks, which nothing that Helm does not manage should carry. */
const OF_HELM = /^\s*(?:# Source: |helm\.sh\/chart:|app\.kubernetes\.io\/managed-by: Helm).*\n/gm;

/** The chart as plain manifests. */
export const renderedBase = async (valuesFile: string): Promise<string> => HEADER + (await renderText({ values: [valuesFile] })).replaceAll(OF_HELM, '');
