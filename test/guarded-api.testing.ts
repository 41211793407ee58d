import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { LocalWorld } from '../infra/local/index.ts';
import type { SignedRequest } from './signature.testing.ts';

/** The status with which a request is refused; undefined if it may pass. */
export type Guard = (request: SignedRequest) => Promise<number | undefined>;

/**
 * Stands for the authorizer of a deployed API: refuses requests by `guard`, and sends the others to a local API with its
 * token.
 */
export async function startGuardedApi({ apiUrl, apiToken }: LocalWorld, guard: Guard) {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { method = '', url = '', headers } = incoming;
      const body = await buffer(incoming);
      const refused = await guard({ method, url, headers, body });
      if (refused !== undefined) {
        outgoing.writeHead(refused, { 'content-type': 'application/json' }).end('{"message":"refused"}');
        return;
      }
      const shown = { ...headers, authorization: `Bearer ${apiToken}` };
      const onward = request(new URL(url, apiUrl), { method, headers: shown }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.end(body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
