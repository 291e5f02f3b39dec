import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScribeError } from '../errors.js';
import type { WorkerMetrics } from './metrics.js';

/**
 * Serves the metrics to this machine alone, at /metrics.
 *
 * @param port 0: a free one.
 * @returns where, and what ends it.
 * @throws ScribeError USAGE when the port is taken.
 */
export async function serveMetrics(
  metrics: WorkerMetrics,
  port: number,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics')
      return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    response.end(await metrics.text());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  }).catch((cause: Error) => {
    throw new ScribeError('USAGE', `Serving the metrics on port ${port} failed: ${cause.message}.`, {
      hint: 'Choose another port with --metrics.',
      cause,
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
