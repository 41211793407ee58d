import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, ended } from '../clients.testing.ts';
import { fixtureFunctions } from '../functions/fixture-functions.testing.ts';
import { type LocalWorld, startLocalWorld } from '../world.ts';

const hasAws = succeeds('aws', '--version');
const hasBoto = succeeds('python3', '-c', 'import boto3');
const hasCurl = succeeds('curl', '--version');

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-stranger-'));
const study = join(directory, 'knee');
let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld({
    dataDir: join(directory, 'data'),
    ports: { bucket: 0, stepFunctions: 0, api: 0 },
    workers: 1,
    functions: fixtureFunctions,
  });
  mkdirSync(join(study, 'bogota'), { recursive: true });
  writeFileSync(join(study, 'bogota', '1A_sen.csv'), 'time_s,emg\n0,1\n');
  writeFileSync(join(study, 'large file.csv'), 'x'.repeat(17 * 1024 ** 2)); // three parts
  const recordings = [{ file: 'bogota/1A_sen.csv' }, { file: 'large file.csv' }];
  writeFileSync(join(study, 'study.json'), JSON.stringify({ subdomains: ['one'], recordings }));
});
afterAll(async () => {
  await world?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs a program with the addresses and keys of this world in its environment, and returns its output. */
async function printed(program: string, args: readonly string[], more: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: directory, ...world.env, ...more };
  const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 64 * 1024 ** 2 });
  return stdout;
}

/** Programs of other authors: their calls must work with the key and fail without it. */
describe.skipIf(!hasAws)('the aws command (skipped if it is not on PATH)', { timeout: 120_000 }, () => {
  const aws = (...args: string[]) => printed('aws', args);

  it('uploads a study with cp --recursive, and one run starts', async () => {
    await aws('s3', 'cp', '--recursive', '--no-follow-symlinks', study, 's3://sarcomere/studies/knee/');
    const { stepFunctions } = clientsOf(world);
    expect((await ended(stepFunctions, 'knee')).status).toBe('SUCCEEDED');
  });

  it('has nothing left to do when it synchronises the same study, and reads its executions', async () => {
    expect(await aws('s3', 'sync', '--size-only', study, 's3://sarcomere/studies/knee/')).toBe('');
    const arn = world.env.SARCOMERE_STATE_MACHINE_ARN!;
    const listed = await aws(
      ...['stepfunctions', 'list-executions', '--state-machine-arn', arn, '--output', 'json'],
    );
    expect(JSON.parse(listed).executions).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  it('lists, downloads, copies, moves and removes', async () => {
    await aws('s3', 'cp', 's3://sarcomere/studies/knee/large file.csv', 's3://sarcomere/c/1 +(µ).csv');
    await aws('s3', 'mv', 's3://sarcomere/c/1 +(µ).csv', 's3://sarcomere/c/2.csv');
    const downloaded = join(directory, 'downloaded.csv');
    await aws('s3', 'cp', 's3://sarcomere/c/2.csv', downloaded);
    expect(statSync(downloaded).size).toBe(17 * 1024 ** 2);
    expect(await aws('s3', 'ls', '--recursive', 's3://sarcomere/c/')).toMatch(/c\/2\.csv\n$/);
    await aws('s3', 'rm', '--recursive', 's3://sarcomere/c/');
    expect(await aws('s3', 'ls', '--recursive', 's3://sarcomere/')).not.toContain('c/2.csv');
  });

  it.each([
    ['with another secret', { AWS_SECRET_ACCESS_KEY: 'another' }, 'SignatureDoesNotMatch'],
    ['with another key', { AWS_ACCESS_KEY_ID: 'ANOTHER' }, 'InvalidAccessKeyId'],
  ])('is refused %s, on both ports', async (_, more: Record<string, string>, code) => {
    await expect(printed('aws', ['s3', 'ls', 's3://sarcomere/'], more)).rejects.toThrow(code);
    const arn = world.env.SARCOMERE_STATE_MACHINE_ARN!;
    const list = ['stepfunctions', 'list-executions', '--state-machine-arn', arn];
    await expect(printed('aws', list, more)).rejects.toThrow('AccessDeniedException');
  });
});

describe.skipIf(!hasBoto)('boto3 (skipped if it is not installed)', { timeout: 120_000 }, () => {
  const python = (lines: string) => printed('python3', ['-c', `import boto3, io, json\n${lines}`]);

  it('puts, gets, heads, lists and deletes, in one piece, in parts, and from a stream', async () => {
    const shown = await python(`
s3 = boto3.client("s3")
keys = ["boto/a b+c=d&e.csv", "boto/~'!*().csv"]
for key in keys:
    s3.put_object(Bucket="sarcomere", Key=key, Body=b"hello", ContentType="text/html", Metadata={"by": "boto3"})
for algorithm in ["CRC32", "SHA1", "SHA256"]:
    s3.put_object(Bucket="sarcomere", Key="boto/summed", Body=io.BytesIO(b"hello"), ChecksumAlgorithm=algorithm)
s3.upload_fileobj(io.BytesIO(b"x" * 9 * 1024 ** 2), "sarcomere", "boto/parts")
s3.copy({"Bucket": "sarcomere", "Key": keys[0]}, "sarcomere", "boto/copy")
listed = s3.list_objects_v2(Bucket="sarcomere", Prefix="boto/")["Contents"]
got = s3.get_object(Bucket="sarcomere", Key=keys[0], Range="bytes=1-3")["Body"].read().decode()
head = s3.head_object(Bucket="sarcomere", Key="boto/parts")["ContentLength"]
s3.delete_objects(Bucket="sarcomere", Delete={"Objects": [{"Key": one["Key"]} for one in listed]})
left = s3.list_objects_v2(Bucket="sarcomere", Prefix="boto/")["KeyCount"]
print(json.dumps({"keys": sorted(one["Key"] for one in listed), "got": got, "head": head, "left": left}))`);
    expect(JSON.parse(shown)).toEqual({
      keys: ['boto/a b+c=d&e.csv', 'boto/copy', 'boto/parts', 'boto/summed', "boto/~'!*().csv"],
      got: 'ell',
      head: 9 * 1024 ** 2,
      left: 0,
    });
  });

  it('presigns addresses by which others put and get one object, and no other', async () => {
    const presign = (call: string, key: string) =>
      python(`
from botocore.config import Config
s3 = boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
print(s3.generate_presigned_url("${call}", Params={"Bucket": "sarcomere", "Key": "${key}"}, ExpiresIn=60))`);
    const put = (await presign('put_object', 'boto/presigned.csv')).trim();
    expect((await fetch(put, { method: 'PUT', body: 'hello' })).status).toBe(200);
    expect((await fetch(put, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(put.replace('presigned', 'another'), { method: 'PUT', body: 'x' })).status).toBe(403);
    const copySource = { 'x-amz-copy-source': 'sarcomere/studies/knee/study.json' };
    expect((await fetch(put, { method: 'PUT', headers: copySource })).status).toBe(403);
    const get = (await presign('get_object', 'boto/presigned.csv')).trim();
    expect(await (await fetch(get)).text()).toBe('hello');
    expect((await fetch(`${get}&response-content-type=text/html`)).status).toBe(403);
    expect((await fetch(get.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))).status).toBe(403);
  });
});

describe.skipIf(!hasCurl)('curl (skipped if it is not installed)', { timeout: 120_000 }, () => {
  const object = () => `${world.bucketUrl}/sarcomere/curl/hello.csv`;
  const signed = () => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = world.env;
    // S3 asks for this header, and not every curl sends it by itself.
    const payload = ['-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'];
    return ['--aws-sigv4', 'aws:amz:us-east-1:s3', '--user', `${id}:${secret}`, ...payload];
  };

  it('puts and gets objects with --aws-sigv4, as what no browser shows', async () => {
    const file = join(directory, 'hello.html');
    writeFileSync(file, '<script>alert(1)</script>');
    const body = ['-H', 'content-type: text/html', '--upload-file', file];
    await printed('curl', ['-sS', '--fail-with-body', ...signed(), ...body, object()]);
    const shown = await printed('curl', ['-sS', '-i', ...signed(), object()]);
    expect(shown).toMatch(/^HTTP\/1.1 200/);
    expect(shown).toMatch(/content-type: text\/html\r/);
    expect(shown).toMatch(/content-security-policy: sandbox\r/);
    expect(shown).toMatch(/x-content-type-options: nosniff\r/);
    expect(shown).toMatch(/content-disposition: attachment\r/);
    expect(shown).toContain('<script>alert(1)</script>');
  });

  it('calls the API with the header that lies in the data folder, and not without', async () => {
    const header = ['-H', `@${join(directory, 'data', 'authorization')}`];
    const models = `${world.apiUrl}/v1/models`;
    expect(JSON.parse(await printed('curl', ['-sS', ...header, models]))).toMatchObject({
      routeKey: 'GET /v1/models',
    });
    expect(JSON.parse(await printed('curl', ['-sS', models]))).toMatchObject({ status: 401 });
  });

  it('is refused without a signature, with a message on where the key is', async () => {
    const answer = await printed('curl', ['-sS', object()]);
    expect(answer).toContain('<Code>AccessDenied</Code>');
    expect(answer).toContain('sarcomere env');
  });
});

describe('the SDK', () => {
  it('sends streams in chunks with a checksum behind them', async () => {
    const { s3 } = clientsOf(world);
    const place = { Bucket: 'sarcomere', Key: 'sdk/stream' };
    const Body = Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(70_000, 2)]);
    await s3.send(
      new PutObjectCommand({ ...place, Body, ContentLength: 140_000, ChecksumAlgorithm: 'SHA256' }),
    );
    const stored = await s3.send(new GetObjectCommand({ ...place, ChecksumMode: 'ENABLED' }));
    const bytes = Buffer.from(await stored.Body!.transformToByteArray());
    expect(bytes.equals(Buffer.concat([Buffer.alloc(70_000, 1), Buffer.alloc(70_000, 2)]))).toBe(true);
    expect(stored.ContentEncoding).toBeUndefined();
  });

  it('presigns addresses, too', async () => {
    const { s3 } = clientsOf(world);
    const place = { Bucket: 'sarcomere', Key: 'sdk/presigned' };
    const put = await getSignedUrl(s3, new PutObjectCommand(place), { expiresIn: 60 });
    expect((await fetch(put, { method: 'PUT', body: 'hello' })).status).toBe(200);
    const get = await getSignedUrl(s3, new GetObjectCommand(place), { expiresIn: 60 });
    expect(await (await fetch(get)).text()).toBe('hello');
  });
});

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
