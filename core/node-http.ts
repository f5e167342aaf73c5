/**
 * node:http for those who only speak it. An ES import of it reads each of its exports, and one of them brings a whole
 * fetch client with it (Node 24: 43 ms of every start, undici), which neither the engine nor a command needs.
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http');
