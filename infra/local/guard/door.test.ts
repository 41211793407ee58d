import { describe, expect, it } from 'vitest';
import { refusalOf } from './door.ts';

const host = '127.0.0.1:8080';
const ofPages = { servesPages: true };
const ofPrograms = { servesPages: false };

describe('every door', () => {
  it.each([
    ['a program', { host }],
    ['a program that calls localhost', { host: 'localhost:8080' }],
    ['a program that calls a bucket by its name', { host: 'sarcomere.localhost:4566' }],
    ['a program over IPv6', { host: '[::1]:8080' }],
    ['the fetch of Node, which says its mode', { host, 'sec-fetch-mode': 'cors' }],
    ['who types the address', { host, 'sec-fetch-site': 'none' }],
    ['a form in which nothing is uploaded', { host, 'content-type': 'application/x-www-form-urlencoded' }],
  ])('lets %s in', (_, headers) => {
    expect(refusalOf(headers, ofPages)).toBeUndefined();
    expect(refusalOf(headers, ofPrograms)).toBeUndefined();
  });

  it.each([
    ['no host', {}],
    ['a name that was given this address', { host: 'evil.example:8080' }],
    ['a name that looks like this machine', { host: 'localhost.evil.example' }],
    ['a page of another site', { host, 'sec-fetch-site': 'cross-site' }],
    ['a page on another port', { host, 'sec-fetch-site': 'same-site' }],
    ['two sites', { host, 'sec-fetch-site': 'none, cross-site' }],
    ['an origin', { host, origin: 'https://evil.example' }],
    ['an origin on another port', { host, origin: 'http://127.0.0.1:8081' }],
    ['an origin by TLS', { host, origin: 'https://127.0.0.1:8080' }],
    ['a page in a sandbox, or a file', { host, origin: 'null' }],
    ['an empty origin', { host, origin: '' }],
  ])('refuses %s', (_, headers) => {
    expect(refusalOf(headers, ofPages)?.status).toBe(403);
    expect(refusalOf(headers, ofPrograms)?.status).toBe(403);
  });

  it.each(['multipart/form-data; boundary=x', 'Multipart/Form-Data', ' multipart/form-data'])(
    'takes no form: %s',
    (type) => {
      expect(refusalOf({ host, 'content-type': type }, ofPages)?.status).toBe(415);
      expect(refusalOf({ host, 'content-type': type }, ofPrograms)?.status).toBe(415);
    },
  );
});

describe('the door behind which pages are served', () => {
  const ofItsPage = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };

  it('lets its own pages in', () => expect(refusalOf(ofItsPage, ofPages)).toBeUndefined());
  it('is the only one that does', () => expect(refusalOf(ofItsPage, ofPrograms)?.status).toBe(403));
});
