/**
 * Keeps one engine running in a utility process: starts it, watches it, starts it again when it ends by itself, and
 * ends it in order. A crash of the window does not touch it; a crash of the engine is over in a second, because the
 * engine takes up serving again from its data folder.
 */
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type UtilityProcess, utilityProcess } from 'electron';
import { type ApiClient, ApiError, createClient, type Transport } from '../core/api/client.ts';
import type { Status } from '../core/api/contract.ts';
import { FieldbootError, type Problem } from '../core/errors.ts';
import { createLineCutter, type EngineAddress, readLastProblem, readReadyLine } from './engine-words.ts';
import { afterEnding } from './restart.ts';

/**
 * `starting` and `waiting` (for the next start) become `ready` by themselves; `failed` waits for a person, who reads
 * the problem; `ended` is for good.
 */
export type HostState =
  | { readonly name: 'starting' | 'ended' }
  | { readonly name: 'ready'; readonly address: EngineAddress }
  | { readonly name: 'waiting' | 'failed'; readonly problem: Problem };

export interface HostOptions {
  /** Script of the utility process. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Port wanted for the control API; null: any. A port that cannot be had is not insisted on. */
  readonly port: number | null;
  /** Folder of state and library; null: the usual one. */
  readonly data?: string | null;
  /** Milliseconds; the defaults are for people, tests are shorter. */
  readonly timing?: Partial<typeof TIMING>;
}

interface HostEvents {
  state: [HostState];
  /** What the engine said about itself at a look. */
  status: [Status];
}

const TIMING = {
  /** From the start to the ready line: opening the state of a full data folder on a slow disk. */
  start: 60_000,
  /** Between two looks. */
  look: 5_000,
  /** For an answer to a look. */
  answer: 5_000,
  /** From the goodbye to the end by force: enough to take an address off an interface. */
  goodbye: 10_000,
};

/** Looks in a row without an answer after which the engine counts as hung. */
const MOST_MISSES = 3;
/** Lines of standard error kept to tell why it ended. */
const LINES_KEPT = 20;

/** One run of the engine. */
interface Run {
  readonly child: UtilityProcess;
  readonly lastLines: string[];
  /** Aborted when the run is over. */
  readonly over: AbortController;
  readySince: number | null;
}

export class EngineHost extends EventEmitter<HostEvents> {
  readonly #options: HostOptions;
  readonly #timing: typeof TIMING;
  #state: HostState = { name: 'ended' };
  #run: Run | null = null;
  #failures = 0;
  #port: number;
  #origin: string | null = null;
  #ending = false;
  #pause: NodeJS.Timeout | undefined;

  constructor(options: HostOptions) {
    super();
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#port = options.port ?? 0;
  }

  get state(): HostState {
    return this.#state;
  }

  /** Origin of the engine's page: of the one that runs, or of the last one while none does. */
  get origin(): string | null {
    return this.#origin;
  }

  /** Starts the engine; after `failed`, tries again. */
  start(): void {
    if (this.#run !== null || this.#ending) return;
    this.#failures = 0;
    this.#launch({ resume: this.#origin !== null });
  }

  /** The address of the engine that runs, or of the next one to be ready. Rejects with the problem when there is none to come. */
  async address(): Promise<EngineAddress> {
    for (;;) {
      const state = this.#state;
      if (state.name === 'ready') return state.address;
      if (state.name === 'ended') throw new FieldbootError('INTERNAL', { detail: 'the engine has ended' });
      if (state.name === 'failed') throw new FieldbootError(state.problem.code, state.problem.params);
      await once(this, 'state');
    }
  }

  /** Calls the control API of the engine that runs; rejects when none does, or none answers in `patience` milliseconds. */
  client(patience: number): ApiClient {
    return createClient(this.#transport(patience));
  }

  /** Ends the engine in order, by force when it does not go. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#pause);
    const run = this.#run;
    if (run !== null) {
      run.child.postMessage('stop');
      const force = setTimeout(() => endByForce(run.child), this.#timing.goodbye);
      while (this.#run !== null) await once(this, 'state');
      clearTimeout(force);
    }
    this.#become({ name: 'ended' });
  }

  #launch({ resume }: { resume: boolean }): void {
    const { data = null } = this.#options;
    const words = [
      'window',
      '--json',
      '--control',
      `127.0.0.1:${this.#port}`,
      ...(data === null ? [] : ['--data', data]),
      ...(resume ? ['--resume'] : []),
    ];
    const child = utilityProcess.fork(this.#options.script, words, {
      env: { ...process.env, ...this.#options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      serviceName: 'Fieldboot engine',
    });
    const run: Run = { child, lastLines: [], over: new AbortController(), readySince: null };
    this.#run = run;
    this.#become({ name: 'starting' });
    hearLines(child.stdout, (line) => this.#heard(run, line));
    hearLines(child.stderr, (line) => keepLine(run, line));
    child.once('exit', (code) => this.#exited(run, code));
    const tooLate = setTimeout(() => endByForce(child), this.#timing.start);
    this.once('state', () => clearTimeout(tooLate));
  }

  #heard(run: Run, line: string): void {
    const address = run.readySince === null ? readReadyLine(line) : null;
    if (address === null) return;
    run.readySince = performance.now();
    this.#origin = address.url;
    this.#port = Number(new URL(address.url).port);
    this.#become({ name: 'ready', address });
    void this.#watch(run);
  }

  /** Looks at the engine again and again; one that no longer answers is ended, which starts the next. */
  async #watch(run: Run): Promise<void> {
    let misses = 0;
    while (!run.over.signal.aborted) {
      misses = (await this.#look()) ? 0 : misses + 1;
      if (misses >= MOST_MISSES) endByForce(run.child);
      await sleep(this.#timing.look, undefined, { signal: run.over.signal, ref: false }).catch(() => {});
    }
  }

  /** True when the engine answered, whatever it answered. */
  async #look(): Promise<boolean> {
    try {
      this.emit('status', await this.client(this.#timing.answer)('status', {}));
      return true;
    } catch (thrown) {
      return thrown instanceof ApiError;
    }
  }

  #exited(run: Run, code: number): void {
    if (this.#run !== run) return;
    run.over.abort();
    this.#run = null;
    if (this.#ending) this.#become({ name: 'ended' });
    else this.#judge(run, code);
  }

  /** An engine that ended by itself is started again after a pause, unless that cannot help. */
  #judge(run: Run, code: number): void {
    const problem = readLastProblem(run.lastLines, code);
    const readyMs = run.readySince === null ? null : performance.now() - run.readySince;
    // Another program may have the port by now; the window follows to the new one.
    if (readyMs === null) this.#port = 0;
    const { failures, restartInMs } = afterEnding({ code: problem.code, readyMs }, this.#failures);
    this.#failures = failures;
    if (restartInMs !== null)
      this.#pause = setTimeout(() => this.#launch({ resume: this.#origin !== null }), restartInMs);
    this.#become({ name: restartInMs === null ? 'failed' : 'waiting', problem });
  }

  #become(state: HostState): void {
    this.#state = state;
    this.emit('state', state);
  }

  #transport(patience: number): Transport {
    const state = this.#state;
    return async ({ method, url, body }) => {
      if (state.name !== 'ready') throw new FieldbootError('INTERNAL', { detail: 'the engine does not run' });
      const answer = await fetch(state.address.url + url, {
        method,
        headers: {
          authorization: `Bearer ${state.address.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal: AbortSignal.timeout(patience),
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, text: await answer.text() };
    };
  }
}

function hearLines(stream: NodeJS.ReadableStream | null, hear: (line: string) => void): void {
  const cut = createLineCutter(hear);
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => cut(text));
}

function keepLine(run: Run, line: string): void {
  process.stderr.write(`${line}\n`);
  run.lastLines.push(line);
  if (run.lastLines.length > LINES_KEPT) run.lastLines.shift();
}

/** `kill()` is SIGTERM on Linux and macOS, which a hung event loop never hears. */
function endByForce(child: UtilityProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
