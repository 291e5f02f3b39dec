import type { Cluster } from '../domain/speakers.js';
import { floatsToText, textToFloats } from './checkpoints.js';
import type { StageFormat } from './run-stage.js';

/** How the clusters of a track are kept. */
export const clusterFormat = (key: string): StageFormat<readonly Cluster[]> => ({
  key,
  toText: clustersToText,
  fromText: textToClusters,
});

function clustersToText(clusters: readonly Cluster[]): string {
  return JSON.stringify(
    clusters.map(({ centroid, ...cluster }) => ({
      ...cluster,
      model: centroid.model,
      vector: floatsToText(centroid.vector),
    })),
  );
}

function textToClusters(text: string): Cluster[] {
  const kept = JSON.parse(text) as (Omit<Cluster, 'centroid'> & { model: string; vector: string })[];
  return kept.map(({ model, vector, ...cluster }) => ({
    ...cluster,
    centroid: { model, vector: textToFloats(vector) },
  }));
}
