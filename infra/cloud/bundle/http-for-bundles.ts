/**
 * node:http as it goes into a bundle. To import the module itself is to ask for every name that it has, `WebSocket`
 * among them, and Node then reads its whole fetch: 33 ms of a cold start.
 */
const http = process.getBuiltinModule('node:http');

export default http;
export const { Agent, ClientRequest, IncomingMessage, STATUS_CODES, request } = http;
