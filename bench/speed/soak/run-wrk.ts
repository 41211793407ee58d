import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LoadOfRequests {
  readonly url: string;
  /** CSV. */
  readonly body: string;
  readonly authorization: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Found {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly medianMs: number;
  readonly slowest1PercentMs: number;
  /** Answers that were no success. */
  readonly otherAnswers: number;
  /** Connections that could not be made, broke or timed out. */
  readonly brokenConnections: number;
}

/** Has `wrk` send the same request over and over. The token and the body lie in a file, where no list of processes shows them. */
export async function runWrk({
  url,
  body,
  authorization,
  connections,
  seconds,
}: LoadOfRequests): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-wrk-'));
  const script = join(folder, 'post.lua');
  writeFileSync(join(folder, 'body.csv'), body);
  writeFileSync(script, scriptOf(join(folder, 'body.csv'), authorization), { mode: 0o600 });
  try {
    const threads = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '30s'];
    const child = spawn('wrk', [...threads, '-s', script, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await once(child, 'close');
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    return JSON.parse(last) as Found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** https://github.com/wg/wrk/blob/master/SCRIPTING */
function scriptOf(bodyFile: string, authorization: string): string {
  return `
wrk.method = "POST"
wrk.body = io.open(${JSON.stringify(bodyFile)}, "rb"):read("*a")
wrk.headers["content-type"] = "text/csv"
wrk.headers["authorization"] = ${JSON.stringify(authorization)}
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"requestsPerSecond":%.1f,"medianMs":%.1f,"slowest1PercentMs":%.1f,"otherAnswers":%d,"brokenConnections":%d}\\n',
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status, e.connect + e.read + e.write + e.timeout))
end
`;
}
