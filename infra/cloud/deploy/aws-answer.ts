import { setVariables } from './set-variables.ts';

/** What AWS's command line says when it cannot answer, and what that means. */
const reasons: readonly { readonly pattern: RegExp; readonly means: string }[] = [
  {
    pattern: /Unable to locate credentials|NoCredentials/,
    means:
      'there are no AWS credentials: "aws configure sso" or "aws configure" sets them up, AWS_PROFILE names them',
  },
  {
    pattern: /ExpiredToken|RequestExpired|has expired|token is expired|Error loading SSO Token/i,
    means: 'the AWS credentials have expired: sign in again, such as by "aws sso login"',
  },
  {
    pattern: /config profile .* could not be found/,
    means:
      'the profile that AWS_PROFILE names is not in ~/.aws/config: "aws configure list-profiles" shows those that are',
  },
  {
    pattern: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure/,
    means:
      'AWS does not know these credentials: copy the access key and its secret again, or "aws sso login"',
  },
  {
    pattern: /specify a region|NoRegion/,
    means: `no region is named: ${setVariables({ AWS_REGION: 'eu-west-1' })}, or the one that you want`,
  },
  {
    pattern: /Could not connect to the endpoint|Invalid endpoint|EndpointConnectionError/,
    means: 'AWS cannot be reached: is the region spelt right (AWS_REGION), and is there a network?',
  },
  {
    pattern: /AccessDenied|not authorized|UnauthorizedOperation/,
    means: 'these AWS credentials may not do this',
  },
];

/** Why AWS's command line did not answer, in one plain sentence; its own words where they are none that we know. */
export function plainReason(answer: string): string {
  const known = reasons.find(({ pattern }) => pattern.test(answer));
  const own = answer.trim().split('\n').at(-1) ?? '';
  if (!known) return own || 'AWS did not say why';
  // Who may not do what stands in the answer.
  return known.means.endsWith('this') ? `${known.means}: ${own}` : known.means;
}

/** Whether the answer says that there is no such stack, rather than that nobody could look. */
export function saysNoStack(answer: string): boolean {
  return /Stack with id \S+ does not exist/.test(answer);
}
