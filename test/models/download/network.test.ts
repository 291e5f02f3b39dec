import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createPull, failureOf, hubFile, openHub, tempFolder } from './fixture.js';
import { someBytes } from './hub.js';

const cleanUp: (() => void)[] = [];
afterEach(() => {
  while (cleanUp.length > 0) cleanUp.pop()!();
});

/** A proxy that notes who is asked for, and passes bytes on: by CONNECT, or whole addresses. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = http.createServer((request, response) => {
    const url = new URL(request.url ?? '');
    asked.push(url.host);
    const { method, headers } = request;
    http
      .request(url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
      .end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => {});
    socket.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

const hostOf = (url: string) => new URL(url).host;
const bytes = someBytes(80_000);

describe('a proxy', () => {
  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('of %s carries everything', async (name) => {
    const [hub, proxy] = [await openHub(), await startProxy()];
    const pull = createPull(hub, { [name]: proxy.url });
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
    expect(new Set(proxy.asked)).toEqual(new Set([hostOf(hub.endpoint), hostOf(hub.cdn)]));
  });

  it('is left out for the hosts of NO_PROXY', async () => {
    const [hub, proxy] = [await openHub(), await startProxy()];
    const pull = createPull(hub, { HTTP_PROXY: proxy.url, NO_PROXY: `example.com,${hostOf(hub.endpoint)}` });
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(new Set(proxy.asked)).toEqual(new Set([hostOf(hub.cdn)]));
  });

  it('of the process is none of ours: the environment is an argument', async () => {
    const [hub, proxy] = [await openHub(), await startProxy()];
    process.env.HTTP_PROXY = proxy.url;
    cleanUp.push(() => delete process.env.HTTP_PROXY);
    const pull = createPull(hub);
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(proxy.asked).toEqual([]);
  });
});

it('a proxy that takes connections and says nothing is noticed', async () => {
  const hub = await openHub();
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => silent.close());
  const pull = createPull(hub, {
    HTTP_PROXY: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    HF_HUB_ETAG_TIMEOUT: '0.1',
  });
  const error = await failureOf(pull.run([hubFile(hub, 'model.onnx', bytes)]));
  expect(error).toMatchObject({ code: 'MODEL', message: expect.stringContaining('no answer in time') });
});

/** A certificate of 127.0.0.1 that signs itself; null without openssl. */
function makeCertificate(): { key: string; cert: string; path: string } | null {
  const folder = tempFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const options =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test -addext';
  try {
    execFileSync(
      'openssl',
      [...options.split(' '), 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
      {
        stdio: 'ignore',
      },
    );
  } catch {
    return null;
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), path: cert };
}

describe('certificates', () => {
  const made = makeCertificate();
  if (!made) console.warn('skipping connections with certificates: openssl is not there');

  /** The folder of the first one is gone after the first test. */
  const written = () => {
    const path = join(tempFolder(), 'ca.pem');
    writeFileSync(path, made!.cert);
    return path;
  };

  it.runIf(made)('of a stranger are refused at once, with a way out', async () => {
    const hub = await openHub(made!);
    const pull = createPull(hub);
    const error = await failureOf(pull.run([hubFile(hub, 'model.onnx', bytes)]));
    expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining('SSL_CERT_FILE') });
    expect(error.message).toContain('not trusted');
    expect(pull.waits).toEqual([]);
    expect(hub.seen).toEqual([]);
  });

  it.runIf(made).each(['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'])(
    'in %s are believed',
    async (name) => {
      const hub = await openHub(made!);
      const pull = createPull(hub, { [name]: written() });
      await pull.run([hubFile(hub, 'model.onnx', bytes)]);
      expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
    },
  );

  it.runIf(made)('are asked for through a proxy too', async () => {
    const [hub, proxy] = [await openHub(made!), await startProxy()];
    const pull = createPull(hub, { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: written() });
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(new Set(proxy.asked)).toEqual(new Set([hostOf(hub.endpoint), hostOf(hub.cdn)]));
    const unsure = createPull(hub, { HTTPS_PROXY: proxy.url });
    expect((await failureOf(unsure.run([hubFile(hub, 'b.onnx', bytes)]))).message).toContain('not trusted');
  });

  it.runIf(made)('are not given up on the way: no redirect leads out of encryption', async () => {
    const hub = await openHub(made!);
    const plain = await openHub();
    const pull = createPull(hub, { SSL_CERT_FILE: written() });
    const file = hubFile(hub, 'model.onnx', bytes);
    Object.assign(hub, { cdn: plain.cdn });
    const error = await failureOf(pull.run([file]));
    expect(error).toMatchObject({ code: 'MODEL', message: expect.stringContaining('without encryption') });
    expect(pull.waits).toEqual([]);
    expect(plain.connections).toBe(0);
  });
});
