import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestFault } from './schedule.ts';

/**
 * A proxy between the functions and the bucket that adds faults to requests. It does not change the requests that it
 * passes on, so signatures stay valid.
 */
export class FaultProxy {
  readonly #server: Server;
  #target = '';
  #faultOf: () => RequestFault | undefined = () => undefined;
  /** Number of requests with each fault. */
  readonly met: Partial<Record<RequestFault, number>> = {};
  requests = 0;

  constructor() {
    this.#server = createServer((asked, answer) => this.#answer(asked, answer));
  }

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sets the address that requests go to; after a restart the bucket has another port. */
  leadTo(url: string): void {
    this.#target = url;
  }

  /** Chooses the fault of a request; undefined if it passes. */
  useFaults(faultOf: () => RequestFault | undefined): void {
    this.#faultOf = faultOf;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(asked: IncomingMessage, answer: ServerResponse): void {
    this.requests++;
    const fault = this.#faultOf();
    if (fault) this.met[fault] = (this.met[fault] ?? 0) + 1;
    if (fault === 'reset') return void asked.socket.destroy();
    if (fault === 'throttle') refuse(answer, 503, 'SlowDown');
    else if (fault === 'fail') refuse(answer, 500, 'InternalError');
    else if (fault === 'stall') setTimeout(() => this.#pass(asked, answer), stallMs);
    else this.#pass(asked, answer, fault);
  }

  #pass(asked: IncomingMessage, answer: ServerResponse, fault?: 'cut' | 'lost'): void {
    const { hostname, port } = new URL(this.#target);
    const { method, url, headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers, agent: false }, (got) => {
      if (fault === 'lost') return void asked.socket.destroy();
      answer.writeHead(got.statusCode ?? 502, got.headers);
      if (fault === undefined) return void got.pipe(answer);
      got.once('data', (chunk: Buffer) => {
        answer.write(chunk.subarray(0, chunk.length / 2));
        setImmediate(() => asked.socket.destroy());
      });
      got.once('end', () => asked.socket.destroy());
    });
    // The bucket is gone, or goes while it answers: so does this connection.
    passed.once('error', () => asked.socket.destroy());
    asked.pipe(passed);
  }
}

const stallMs = 3000;

function refuse(answer: ServerResponse, status: number, code: string): void {
  answer.writeHead(status, { 'content-type': 'application/xml', connection: 'close' });
  answer.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}
