import { createWriteStream, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import { ScribeError } from '../errors.js';
import { type BucketAddress, formatBucketAddress } from './address.js';
import { describeS3Failure } from './describe-failure.js';

/** The name under which the SHA-256 of the content stands in the metadata of an object. */
const hashKey = 'scribe-sha256';

/** How long a service is waited for: long where the export is what was asked for, short where it goes with other work. */
export type Patience = 'long' | 'short';

const limits = {
  /** Requests before scribe gives up on one that fails for a reason that may pass; the waits between them grow. */
  attempts: { long: 5, short: 2 },
  /** Milliseconds to wait for a connection. */
  connect: { long: 5000, short: 2000 },
  /** Milliseconds without a byte. */
  silence: { long: 30_000, short: 10_000 },
} as const;

/** An object as its service describes it. */
interface ObjectState {
  /** Of the content, as scribe wrote it into the metadata; null: scribe did not put it. */
  readonly sha256: string | null;
  readonly version: string | null;
}

/** A prefix of a bucket. Keys are relative to it. */
export interface Bucket {
  /** `s3://bucket/prefix` */
  readonly place: string;
  /**
   * Versions of the objects whose keys come after `after` and not after `until`; null when the service does not list
   * them in their order, so that a part of a list says nothing.
   */
  list(after: string, until: string): Promise<ReadonlyMap<string, string> | null>;
  /** Every object whose key begins so, in the order of the service. */
  walk(
    beginning: string,
  ): AsyncIterable<{ readonly key: string; readonly size: number; readonly version: string }>;
  /** Writes the bytes of an object into a file that is not there yet. */
  get(key: string, path: string): Promise<void>;
  /** Null: there is no such object. */
  head(key: string): Promise<ObjectState | null>;
  /** Puts an object in one request: it is there as a whole or not at all. @returns its version. */
  put(
    key: string,
    object: { readonly bytes: Uint8Array; readonly sha256: string; readonly contentType: string },
  ): Promise<string | null>;
  remove(key: string): Promise<void>;
  close(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens a bucket. Region, credentials and profiles are those of Amazon's SDKs (AWS_REGION, AWS_ACCESS_KEY_ID,
 * AWS_PROFILE, ...). No connection is made before the first request, and none but those to the service: without
 * AWS_EC2_METADATA_DISABLED=false the SDK does not ask 169.254.169.254 for a role of this machine.
 *
 * @param options.virtualHosts write the name of the bucket into the host name, also with an endpoint.
 * @param options.signal stops every request.
 * Every function of the result throws ScribeError OUTPUT.
 */
export async function openBucket(
  address: BucketAddress,
  options: {
    readonly environment: Environment;
    readonly virtualHosts?: boolean;
    readonly patience: Patience;
    readonly signal: AbortSignal;
  },
): Promise<Bucket> {
  const { environment, virtualHosts = false, patience, signal } = options;
  const { bucket: Bucket, prefix, endpoint } = address;
  process.env.AWS_EC2_METADATA_DISABLED ??= 'true';
  // What the SDK thinks of this version of Node is not for who runs scribe.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const ca = readCertificates(environment);
  const settings = {
    ...(endpoint !== null && { endpoint, forcePathStyle: !virtualHosts }),
    maxAttempts: limits.attempts[patience],
    // The signature covers the SHA-256 of what is sent. More of it is refused by services of other makers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.connect[patience],
      socketTimeout: limits.silence[patience],
      ...(ca && { httpsAgent: { ca } }),
    },
  } as const;
  let client = new sdk.S3Client(settings);
  const hasRegion = await client.config.region().then(
    () => true,
    () => false,
  );
  // The one that every service knows: one that is elsewhere says where.
  if (!hasRegion) client = new sdk.S3Client({ ...settings, region: 'us-east-1' });
  const place = formatBucketAddress(address);
  const where = { place, bucket: Bucket, server: endpoint ? new URL(endpoint).host : 'the S3 service' };
  const abort = { abortSignal: signal };
  const ask = async <T>(doing: string, request: () => Promise<T>): Promise<T> => {
    try {
      return await request();
    } catch (thrown) {
      signal.throwIfAborted();
      throw describeS3Failure(`${doing} ${place}`, where, thrown);
    }
  };
  return {
    place,
    list: (after, until) =>
      ask('Looking at', async () => {
        const versions = new Map<string, string>();
        let last = prefix + after;
        let more = true;
        while (more) {
          const page = await client.send(
            new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix, StartAfter: last }),
            abort,
          );
          more = page.IsTruncated === true;
          for (const { Key = '', ETag } of page.Contents ?? []) {
            if (Key <= last) return null;
            last = Key;
            if (Key > prefix + until) return versions;
            if (ETag) versions.set(Key.slice(prefix.length), ETag);
          }
        }
        return versions;
      }),
    async *walk(beginning) {
      for (let token: string | undefined; ; ) {
        const page = await ask('Looking at', () =>
          client.send(
            new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix + beginning, ContinuationToken: token }),
            abort,
          ),
        );
        for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? [])
          yield { key: Key.slice(prefix.length), size: Size, version: ETag };
        token = page.NextContinuationToken;
        if (!page.IsTruncated || token === undefined) return;
      }
    },
    get: (key, path) =>
      ask('Reading from', async () => {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: prefix + key }), abort);
        await pipeline(Body as Readable, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
      }),
    head: (key) =>
      ask('Looking at', async () => {
        try {
          const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: prefix + key }), abort);
          return { sha256: found.Metadata?.[hashKey] ?? null, version: found.ETag ?? null };
        } catch (thrown) {
          if (thrown instanceof sdk.NotFound) return null;
          throw thrown;
        }
      }),
    put: (key, { bytes, sha256, contentType }) =>
      ask('Exporting to', async () => {
        const { ETag } = await client.send(
          new sdk.PutObjectCommand({
            Bucket,
            Key: prefix + key,
            Body: bytes,
            ContentType: contentType,
            Metadata: { [hashKey]: sha256 },
          }),
          abort,
        );
        return ETag ?? null;
      }),
    remove: (key) =>
      ask('Removing from', async () => {
        await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: prefix + key }), abort);
      }),
    close: () => client.destroy(),
  };
}

/** Amazon's SDK for JavaScript does not read the variable that its other SDKs have for it. */
function readCertificates({ AWS_CA_BUNDLE: file }: Environment): readonly string[] | null {
  if (!file?.trim()) return null;
  try {
    return [...rootCertificates, readFileSync(file.trim(), 'utf8')];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('USAGE', `Reading the certificates in ${file} failed: ${reason}.`, {
      hint: 'Correct AWS_CA_BUNDLE, or unset it.',
      cause,
    });
  }
}
