import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { turnOfEventLoop } from './event-loop.ts';

/**
 * A socket that nobody has used for so long is let go. S3 closes idle sockets after some 20 s; a request on one that it has
 * just closed fails. Sockets in use are not concerned.
 */
const idleMs = 5000;

/**
 * Times after which a request is given up, ms, and tried again by the SDK: one that gets no connection, which counts the
 * wait for a free one, and one whose connection is silent. Not the whole request: an upload over a slow line takes its time.
 */
const limitsMs = { connectionTimeout: 60_000, socketTimeout: 60_000 };

/**
 * Most connections of one client: the SDK's default, and fewer where server and clients are threads of one process, which holds
 * both ends of each.
 */
const mostSockets = { elsewhere: 50, here: 12 };

/** How clients of AWS connect, with three attempts more than the SDK's three. */
export function connections(isHere: boolean) {
  const maxSockets = isHere ? mostSockets.here : mostSockets.elsewhere;
  const agent = { keepAlive: true, maxSockets, timeout: idleMs };
  return { maxAttempts: 6, requestHandler: { ...limitsMs, httpAgent: agent, httpsAgent: agent } };
}

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
