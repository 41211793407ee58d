/**
 * node:http for bundles. Importing the module itself reads all its exports, `WebSocket` among them, which makes Node load
 * all of fetch: 33 ms of a cold start.
 */
const http = process.getBuiltinModule('node:http');

export default http;
export const { Agent, ClientRequest, IncomingMessage, STATUS_CODES, request } = http;
