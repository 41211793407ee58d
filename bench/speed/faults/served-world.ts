import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalWorld } from '../../../infra/local/index.ts';
import { connectBucket, connectRuns } from '../../../layers/run/storage/index.ts';
import type { FaultProxy } from './fault-proxy.ts';

/** A world in a process that can be killed and started again on the same folder, its functions behind the proxy. */
export class ServedWorld {
  readonly #dataDir: string;
  readonly #proxy: FaultProxy;
  readonly #proxyUrl: string;
  #child?: ChildProcess;
  #world?: LocalWorld;
  /** Unexpected ends. */
  readonly deaths: string[] = [];

  constructor(dataDir: string, proxy: FaultProxy, proxyUrl: string) {
    this.#dataDir = dataDir;
    this.#proxy = proxy;
    this.#proxyUrl = proxyUrl;
  }

  /** Waits until the process serves. A start may fail while the disk is full, and is then repeated. */
  async start(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const script = join(import.meta.dirname, 'serve-world.ts');
      const child = spawn(process.execPath, [script, this.#dataDir, this.#proxyUrl], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk) => {
        said = `${said}${chunk}`.slice(-2000);
      });
      const line = await Promise.race([
        once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
        once(child, 'exit').then(() => undefined),
      ]);
      if (line === undefined) {
        await sleep(200);
        continue;
      }
      this.#child = child;
      this.#world = JSON.parse(line) as LocalWorld;
      this.#proxy.leadTo(this.#world.bucketUrl);
      child.once('exit', (code, signal) => {
        if (this.#child !== child) return;
        this.deaths.push(`exit ${code ?? signal}: ${said}`);
        this.start().catch((error) => this.deaths.push(String(error)));
      });
      return;
    }
    throw new Error('the world does not start');
  }

  async killAndStart(): Promise<void> {
    const child = this.#child;
    this.#child = undefined as never;
    if (child && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await this.start();
  }

  /** State for finding why a run stands still: waiting events, executions and the end of the functions' log. */
  traces(): string {
    const [events, executions] = ['events', 'executions'].map((name) =>
      readdirSync(join(this.#dataDir, name)),
    );
    const states = executions!.map((name) => readFileSync(join(this.#dataDir, 'executions', name), 'utf8'));
    const log = readFileSync(join(this.#dataDir, 'functions.log'), 'utf8').slice(-3000);
    return [`${events!.length} events wait`, ...states, log, ...this.deaths].join('\n');
  }

  /** Clients without faults. */
  get bucket() {
    return connectBucket({ ...this.#env, AWS_ENDPOINT_URL_S3: this.#world!.bucketUrl });
  }

  get runs() {
    return connectRuns(this.#env);
  }

  get #env() {
    return this.#world!.env;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined as never;
    if (!child || child.exitCode !== null) return;
    child.stdin!.end();
    const hasEnded = await Promise.race([
      once(child, 'exit').then(() => true),
      sleep(10_000).then(() => false),
    ]);
    if (!hasEnded) child.kill('SIGKILL');
  }
}
