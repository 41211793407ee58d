import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { turnOfEventLoop } from './event-loop.ts';

/**
 * A socket that nobody has used for so long is let go. S3 closes idle sockets after some 20 s; a request on one that it has
 * just closed fails. Sockets in use are not concerned.
 */
const idleMs = 5000;

const agent = { keepAlive: true, maxSockets: 50, timeout: idleMs };

/** How clients of AWS connect: what the SDK does by default but for idle sockets and for three more attempts than its three. */
export const connections = { maxAttempts: 6, requestHandler: { httpAgent: agent, httpsAgent: agent } };

/**
 * Looks before each request which sockets have been closed. A function computes for minutes between two requests, and the
 * event loop, which would have seen it, stands still meanwhile.
 */
export function onOpenSockets<Client extends S3Client | SFNClient>(client: Client): Client {
  // Every client has this stack; its type differs by the commands of a service, which are of no concern here.
  (client as S3Client).middlewareStack.add(
    (next) => async (args) => {
      await turnOfEventLoop();
      return next(args);
    },
    { step: 'build', name: 'onOpenSockets' },
  );
  return client;
}
