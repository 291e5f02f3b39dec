import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How one answer with bytes goes wrong. */
export type Fault =
  | { readonly kind: 'cut'; readonly after: number }
  /** Says nothing more after so many bytes; -1 is not even the headers. */
  | { readonly kind: 'stall'; readonly after: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'ignore-range' }
  | { readonly kind: 'wrong-range' }
  /** Of a range only so many bytes, as a host may. */
  | { readonly kind: 'piece'; readonly length: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'gzip'; readonly cut?: number };

interface Seen {
  readonly host: 'hub' | 'cdn';
  readonly method: string;
  readonly url: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
  readonly encoding: string | null;
  /** The name of the file that is asked for. */
  readonly file: string;
}

interface HubFile {
  readonly bytes: Buffer;
  /** In large-file storage: served by the other host, known by its SHA-256. */
  readonly lfs: boolean;
}

export interface Hub {
  readonly endpoint: string;
  readonly cdn: string;
  readonly commit: string;
  /** `repo/path` -> file. */
  readonly files: Map<string, HubFile>;
  readonly seen: Seen[];
  /** Bytes of bodies that were written, by file. */
  readonly sent: Map<string, number>;
  /** What goes wrong with this request for bytes; null when nothing does. */
  fault: (seen: Seen) => Fault | null;
  gated: boolean;
  /** When set, only requests with it are answered by the hub. */
  token: string | null;
  /** The other host has no ETag and cannot tell versions apart. */
  untagged: boolean;
  /** The hub does not say how long a large file is. */
  sizeless: boolean;
  connections: number;
  close(): Promise<void>;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const gitSha1 = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** Bytes that differ everywhere, so that a byte in the wrong place shows. */
export function someBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let x = seed;
  for (let i = 0; i < length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

/**
 * The hub and its storage as two hosts, as scribe meets them: the hub redirects large files to an address of the other
 * host that is good for one request, and serves small ones itself. A token that reaches the other host is an error.
 */
export async function startHub(tls?: { key: string; cert: string }): Promise<Hub> {
  const signatures = new Map<string, { readonly file: string; used: boolean }>();
  const serve = (handler: http.RequestListener) => {
    const counted: http.RequestListener = (request, response) => {
      response.on('error', () => {});
      handler(request, response);
    };
    const server = tls ? https.createServer(tls, counted) : http.createServer(counted);
    server.on('connection', () => hub.connections++);
    return server;
  };
  const scheme = tls ? 'https' : 'http';
  const listen = (server: http.Server) =>
    new Promise<string>((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`),
      ),
    );

  const note = (host: Seen['host'], request: http.IncomingMessage, file: string): Seen => {
    const { headers, method = '', url = '' } = request;
    const entry: Seen = {
      host,
      method,
      url,
      range: headers.range ?? null,
      ifRange: (headers['if-range'] as string | undefined) ?? null,
      authorization: headers.authorization ?? null,
      encoding: (headers['accept-encoding'] as string | undefined) ?? null,
      file,
    };
    hub.seen.push(entry);
    return entry;
  };

  const body = (
    seen: Seen,
    file: HubFile,
    etag: string | null,
    response: http.ServerResponse,
    fault: Fault | null,
  ) => {
    const { bytes } = file;
    if (fault?.kind === 'status')
      return void response.writeHead(fault.status, fault.headers).end('try again');
    if (fault?.kind === 'gzip') {
      const packed = gzipSync(bytes);
      response.writeHead(200, { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' });
      if (fault.cut === undefined) return void response.end(packed);
      return void response.write(packed.subarray(0, fault.cut), () => response.socket?.end());
    }
    const asked = /^bytes=(\d+)-$/.exec(seen.range ?? '');
    const changed = seen.ifRange !== null && seen.ifRange !== etag;
    const ranged = asked !== null && !changed && fault?.kind !== 'ignore-range';
    const wanted = ranged ? Number(asked[1]) : 0;
    if (ranged && wanted >= bytes.length)
      return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    const start = fault?.kind === 'wrong-range' && ranged ? wanted - 1 : wanted;
    const end = fault?.kind === 'piece' && ranged ? start + fault.length : bytes.length;
    const rest = Buffer.from(bytes.subarray(start, end));
    if (fault?.kind === 'corrupt') rest[rest.length >> 1] ^= 1;
    if (fault?.kind === 'stall' && fault.after < 0) return;
    response.writeHead(ranged ? 206 : 200, {
      'content-length': rest.length,
      ...(etag !== null && { etag }),
      ...(ranged && { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` }),
    });
    if (seen.method === 'HEAD') return void response.end();
    const length = fault?.kind === 'cut' || fault?.kind === 'stall' ? fault.after : rest.length;
    const piece = rest.subarray(0, length);
    hub.sent.set(seen.file, (hub.sent.get(seen.file) ?? 0) + piece.length);
    if (fault?.kind === 'cut') return void response.write(piece, () => response.socket?.end());
    if (fault?.kind === 'stall')
      return void (piece.length > 0 ? response.write(piece) : response.flushHeaders());
    response.end(piece);
  };

  const redirect = (key: string, response: http.ServerResponse, headers: Record<string, string>) => {
    const signature = `${signatures.size + 1}`;
    signatures.set(signature, { file: key, used: false });
    response.writeHead(302, { location: `${hub.cdn}/blob?X-Signature=${signature}`, ...headers }).end();
  };

  const hubServer = serve((request, response) => {
    const resolve = /^\/(.+)\/resolve\/([^?]+?)\/([^?]+)$/.exec(request.url ?? '');
    const cached = /^\/api\/resolve-cache\/models\/(.+?\/.+?)\/([^/]+)\/(.+)$/.exec(request.url ?? '');
    const release = /^\/(.+)\/releases\/download\/([^/]+)\/(.+)$/.exec(request.url ?? '');
    const raw = /^\/raw\/(.+?\/.+?)\/([^/]+)\/(.+)$/.exec(request.url ?? '');
    const [, repo = '', , name = ''] = (cached ?? resolve ?? release ?? raw ?? []).map((part) =>
      decodeURIComponent(part),
    );
    const key = `${repo}/${name}`;
    const seen = note('hub', request, name);
    const file = hub.files.get(key);
    if (!file) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    if (release) return redirect(key, response, {});
    if (raw) return body(seen, file, `"${sha256(file.bytes)}"`, response, hub.fault(seen));
    if (hub.gated) return void response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end();
    if (hub.token !== null && seen.authorization !== `Bearer ${hub.token}`)
      return void response.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end();
    response.setHeader('x-repo-commit', hub.commit);
    if (file.lfs)
      return redirect(key, response, {
        'x-linked-etag': `"${sha256(file.bytes)}"`,
        ...(!hub.sizeless && { 'x-linked-size': `${file.bytes.length}` }),
        etag: '"of the redirect"',
      });
    // Small files are on the same host, at another address.
    if (resolve)
      return void response
        .writeHead(307, { location: `/api/resolve-cache/models/${repo}/${hub.commit}/${resolve[3]}` })
        .end();
    const fault = seen.method === 'GET' ? hub.fault(seen) : null;
    body(seen, file, `"${gitSha1(file.bytes)}"`, response, fault);
  });

  const cdnServer = serve((request, response) => {
    const signature = new URL(request.url ?? '', 'http://cdn').searchParams.get('X-Signature') ?? '';
    const grant = signatures.get(signature);
    const seen = note('cdn', request, grant?.file.split('/').at(-1) ?? '');
    const fault = seen.method === 'GET' ? hub.fault(seen) : null;
    if (!grant || grant.used || fault?.kind === 'expired')
      return void response.writeHead(403).end('Request has expired');
    grant.used = true;
    const file = hub.files.get(grant.file)!;
    body(seen, file, hub.untagged ? null : `"cdn-${sha256(file.bytes).slice(0, 16)}"`, response, fault);
  });

  const hub: Hub = {
    endpoint: '',
    cdn: '',
    commit: 'c'.repeat(40),
    files: new Map(),
    seen: [],
    sent: new Map(),
    fault: () => null,
    gated: false,
    token: null,
    untagged: false,
    sizeless: false,
    connections: 0,
    async close() {
      for (const server of [hubServer, cdnServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return Object.assign(hub, { endpoint: await listen(hubServer), cdn: await listen(cdnServer) });
}
