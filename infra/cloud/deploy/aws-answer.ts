import { setVariables } from './set-variables.ts';

/** Error messages of AWS's command line and their meaning. */
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
      'the profile in AWS_PROFILE is not in ~/.aws/config: "aws configure list-profiles" lists the profiles',
  },
  {
    pattern: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure/,
    means:
      'AWS does not know these credentials: copy the access key and its secret again, or sign in by "aws sso login"',
  },
  {
    pattern: /specify a region|NoRegion/,
    means: `no region is set: ${setVariables({ AWS_REGION: 'eu-west-1' })}, or another region`,
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

/** Why AWS's command line failed, in one plain sentence; its own last line if the error is unknown. */
export function plainReason(answer: string): string {
  const known = reasons.find(({ pattern }) => pattern.test(answer));
  const own = answer.trim().split('\n').at(-1) ?? '';
  if (!known) return own || 'AWS gave no reason';
  // The answer names the user and the action.
  return known.means.endsWith('this') ? `${known.means}: ${own}` : known.means;
}

/** True if the stack does not exist; false if the request failed for another reason. */
export function saysNoStack(answer: string): boolean {
  return /Stack with id \S+ does not exist/.test(answer);
}
