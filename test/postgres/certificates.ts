import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Signed {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** Of the authority that signs. */
  readonly authority: string;
  /** Another authority, that signed nothing. */
  readonly stranger: string;
  /** A server's, for `localhost` and for no address. */
  readonly server: Signed;
  /** The same, no longer valid. */
  readonly expired: Signed;
  /** A server's, signed by itself. */
  readonly self: Signed;
  /** A client's, for the user `scribe`. */
  readonly client: Signed;
  remove(): void;
}

/** Certificates for tests, made with openssl; null, with a printed reason, where it is not there. */
export function makeCertificates(): Certificates | null {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-certificates-'));
  const path = (name: string) => join(folder, name);
  const openssl = (line: string) =>
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  function sign(name: string, subject: string, days: number): Signed {
    openssl(`req ${key} -subj /CN=${subject} -keyout ${name}.key -out ${name}.csr`);
    writeFileSync(path(`${name}.ext`), `subjectAltName=DNS:${subject}\n`);
    openssl(
      `x509 -req -in ${name}.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days ${days} -extfile ${name}.ext -out ${name}.pem`,
    );
    chmodSync(path(`${name}.key`), 0o600);
    return { cert: path(`${name}.pem`), key: path(`${name}.key`) };
  }
  const self = (name: string, subject: string) =>
    openssl(
      `req -x509 ${key} -days 2 -subj /CN=${subject} -addext subjectAltName=DNS:${subject} -keyout ${name}.key -out ${name}.pem`,
    );
  try {
    for (const name of ['authority', 'stranger']) self(name, name);
    self('self', 'localhost');
    return {
      authority: path('authority.pem'),
      stranger: path('stranger.pem'),
      server: sign('server', 'localhost', 2),
      expired: sign('expired', 'localhost', 0),
      self: { cert: path('self.pem'), key: path('self.key') },
      client: sign('client', 'scribe', 2),
      remove: () => rmSync(folder, { recursive: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.warn('skipping encrypted connections: openssl is not there');
    return null;
  }
}
