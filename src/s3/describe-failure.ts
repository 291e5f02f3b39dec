import { ScribeError } from '../errors.js';

/** What is read of the errors of Amazon's SDK, which are of many classes. */
interface Failure {
  readonly name: string;
  readonly message: string;
  /** Of Node, or of the answer. */
  readonly code?: string;
  readonly Code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** Where something was being done. */
interface Where {
  /** `s3://bucket/prefix` */
  readonly place: string;
  readonly bucket: string;
  /** The server, for a message. */
  readonly server: string;
}

type Meaning = readonly [why: string, hint: string];

const distrusted =
  /^(CERT_|ERR_TLS_CERT|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY))/;
const unreachable: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved',
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ECONNRESET: 'it breaks the connection off',
  EPIPE: 'it breaks the connection off',
  ETIMEDOUT: 'it does not answer in time',
  TimeoutError: 'it does not answer in time',
};
const again = 'What has arrived is remembered: run the same command again when the server answers.';

/**
 * What a failure of an S3 service means, and what to do next.
 *
 * @param doing the beginning of a sentence: `Exporting artifacts to s3://bucket`.
 * @returns ScribeError OUTPUT; an error that is no failure of a service comes back as it is.
 */
export function describeS3Failure(doing: string, where: Where, thrown: unknown): unknown {
  if (thrown instanceof ScribeError || !(thrown instanceof Error) || thrown.name === 'AbortError')
    return thrown;
  const meaning = meaningOf(thrown as Failure, where);
  if (!meaning) return thrown;
  const [why, hint] = meaning;
  return new ScribeError('OUTPUT', `${doing} failed: ${why}.`, { hint, cause: thrown });
}

function meaningOf(failure: Failure, where: Where): Meaning | null {
  const { bucket, server } = where;
  const status = failure.$metadata?.httpStatusCode ?? 0;
  const code = failure.code ?? '';
  const name = failure.Code ?? failure.name;
  if (/^CredentialsProviderError|^TokenProviderError/.test(failure.name))
    return [
      'there are no credentials',
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; on a machine that has a role, AWS_EC2_METADATA_DISABLED=false.',
    ];
  if (distrusted.test(code))
    return [
      `the certificate of ${server} is not trusted (${code})`,
      'Set AWS_CA_BUNDLE to the certificate that signed it.',
    ];
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return [
      `${server} does not speak TLS`,
      'Write http:// in the endpoint if the server has no certificate.',
    ];
  const cut = unreachable[code] ?? unreachable[failure.name];
  if (cut) return [`${server} cannot be reached: ${cut} (${code || failure.name})`, again];
  if (name === 'NoSuchBucket')
    return [
      `${server} has no bucket "${bucket}"`,
      'Make the bucket first, or check its name and the endpoint.',
    ];
  const region = failure.Region ?? failure.$response?.headers?.['x-amz-bucket-region'];
  if (
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(name) ||
    status === 301
  )
    return [
      `the bucket "${bucket}" is in another region${region ? `: ${region}` : ''}`,
      `Set AWS_REGION${region ? `=${region}` : ' to the region of the bucket'}.`,
    ];
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|TokenRefreshRequired)/.test(name))
    return [
      `${server} does not accept the credentials (${name})`,
      'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile that AWS_PROFILE names.',
    ];
  if (name === 'RequestTimeTooSkewed')
    return [`the clock of this machine differs too much from that of ${server}`, 'Set the clock.'];
  if (status === 401 || status === 403)
    return [
      `${server} does not allow it (${name})`,
      `The credentials need s3:ListBucket for the bucket "${bucket}", and s3:GetObject, s3:PutObject and s3:DeleteObject for what is in it.`,
    ];
  if (status >= 500 || status === 429) return [`${server} answers ${status} (${name})`, again];
  if (failure.name === 'SyntaxError' || /deserializ|[Pp]ars/.test(failure.message))
    return [`${server} does not answer like an S3 service`, 'Check the endpoint.'];
  return status >= 300
    ? [`${server} answers ${status} (${name}: ${failure.message})`, 'Check the address.']
    : null;
}
