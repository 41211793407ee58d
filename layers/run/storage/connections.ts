import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { turnOfEventLoop } from './event-loop.ts';

/**
 * Idle sockets are closed after this time. S3 closes idle sockets after about 20 s, and a request on a socket that S3 has just
 * closed fails. Sockets in use are not affected.
 */
const idleMs = 5000;

/**
 * Times after which the SDK gives up a request and tries again, ms: without a connection (the wait for a free one counts),
 * and on a silent connection. There is no limit for a whole request: an upload over a slow line takes its time.
 */
const limitsMs = { connectionTimeout: 60_000, socketTimeout: 60_000 };

/**
 * Limits of connections of one client: the SDK's default, and fewer if server and clients are threads of one process, which
 * has both ends of each connection.
 */
const mostSockets = { elsewhere: 50, here: 12 };

/** Connection settings of AWS clients, with three attempts more than the SDK's three. */
export function connections(isHere: boolean) {
  const maxSockets = isHere ? mostSockets.here : mostSockets.elsewhere;
  const agent = { keepAlive: true, maxSockets, timeout: idleMs };
  return { maxAttempts: 6, requestHandler: { ...limitsMs, httpAgent: agent, httpsAgent: agent } };
}

/**
 * Detects closed sockets before each request. A function computes for minutes between two requests, and meanwhile the event
 * loop, which would detect them, stands still.
 */
export function onOpenSockets<Client extends S3Client | SFNClient>(client: Client): Client {
  // Every client has this stack; its type differs only in the commands of the service.
  (client as S3Client).middlewareStack.add(
    (next) => async (args) => {
      await turnOfEventLoop();
      return next(args);
    },
    { step: 'build', name: 'onOpenSockets' },
  );
  return client;
}
