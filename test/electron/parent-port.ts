/** Gives a forked process of Node the `process.parentPort` that a utility process has. */
import { EventEmitter } from 'node:events';

const parentPort = new EventEmitter();
process.on('message', (data) => parentPort.emit('message', { data }));
Object.defineProperty(process, 'parentPort', { value: parentPort });
