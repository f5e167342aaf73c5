/**
 * An engine to crash: it says the ready line and answers what the engine host asks, and does by request what an engine
 * should never do. STAND_IN says how it starts: `well`, `deaf` (never goes by itself), `data-in-use`, `mute` (never ready).
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problem } from '../../core/errors.ts';
import { machine, status } from './views.ts';

const manner = process.env.STAND_IN ?? 'well';
const words = process.argv.slice(2);
const port = Number((words[words.indexOf('--control') + 1] ?? '').split(':')[1]);
const token = randomBytes(16).toString('hex');

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function refuse(code: 'DATA_IN_USE' | 'PORT_BUSY', params: Record<string, string | number>): void {
  process.stderr.write(`some other line\n${JSON.stringify(problem(code, params))}\n`);
  process.exit(1);
}

const imported: string[] = [];

const server = createServer((request, response) => {
  const answer = (value: unknown) => response.end(JSON.stringify(value));
  if (request.url === '/crash') process.exit(3);
  if (request.url === '/hang') for (;;);
  if (request.url === '/imported') return answer(imported);
  if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(403).end();
  if (request.url === '/api/v1/machines')
    return answer(process.env.STAND_IN_INSTALLING ? [machine({ state: 'installing', name: 'rack 1' })] : []);
  if (request.method === 'POST') {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      imported.push(JSON.parse(body).path);
      response.writeHead(404).end(JSON.stringify(problem('FILE_MISSING', { path: JSON.parse(body).path })));
    });
    return;
  }
  answer(status({ serving: process.env.STAND_IN_SERVING !== undefined || words.includes('--resume') }));
});

const leave = () => (manner === 'deaf' ? undefined : process.exit(0));
process.on('SIGTERM', leave);
(process as { parentPort?: NodeJS.EventEmitter }).parentPort?.on('message', leave);

if (manner === 'data-in-use') refuse('DATA_IN_USE', { pid: 77, path: '/data' });
server.on('error', () => refuse('PORT_BUSY', { door: 'control', protocol: 'TCP', port, hint: '' }));
server.listen(port, '127.0.0.1', () => {
  if (manner === 'mute') return;
  process.stdout.write('a line that is not the ready line\n');
  tell({ ready: true, control: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token });
});
