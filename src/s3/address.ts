import { ScribeError } from '../errors.js';

/** A prefix in a bucket. */
export interface BucketAddress {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  /** Of an S3 service that is not Amazon's, without a slash at its end; null: Amazon's. */
  readonly endpoint: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `s3://bucket/prefix`.
 *
 * @param endpoint that was asked for; else the variables of Amazon's SDKs count.
 * @throws ScribeError USAGE when one of them cannot be read.
 */
export function readBucketAddress(
  text: string,
  endpoint: string | undefined,
  environment: Environment,
): BucketAddress {
  const match = /^s3:\/\/([^/?#@:]+)(?:\/(.*))?$/i.exec(text);
  if (!match)
    throw new ScribeError('USAGE', `Reading the address ${text} failed: it names no bucket.`, {
      hint: 'Write it like s3://bucket/prefix.',
    });
  const [, bucket, path = ''] = match;
  const prefix = path.replace(/^\/+|\/+$/g, '');
  return { bucket, prefix: prefix && `${prefix}/`, endpoint: readEndpoint(endpoint, environment) };
}

/** `s3://bucket/prefix` */
export const formatBucketAddress = ({ bucket, prefix }: BucketAddress): string =>
  `s3://${bucket}/${prefix}`.replace(/\/$/, '');

function readEndpoint(given: string | undefined, environment: Environment): string | null {
  const sources: readonly (readonly [name: string, text: string | undefined])[] = [
    ['--endpoint', given],
    ['AWS_ENDPOINT_URL_S3', environment.AWS_ENDPOINT_URL_S3],
    ['AWS_ENDPOINT_URL', environment.AWS_ENDPOINT_URL],
  ];
  const [name, text] = sources.find(([, value]) => value?.trim()) ?? [];
  if (!text) return null;
  const address = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.search)
    throw new ScribeError('USAGE', `Reading ${name}: it is not an http or https address of a server.`, {
      hint: 'Write it like https://minio.example:9000.',
    });
  return address.href.replace(/\/+$/, '');
}
