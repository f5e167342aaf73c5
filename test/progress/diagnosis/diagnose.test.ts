/** Golden timelines: what was seen of a machine, and what is said of it. A line is `seconds kind name=value …`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Case, Diagnosis } from '../../../core/progress/diagnosis/case.ts';
import { diagnose, RULES } from '../../../core/progress/diagnosis/diagnose.ts';
import type { BootEvent, EventKind } from '../../../core/progress/events.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
/** Times of the goldens are seconds after this. */
const START = Date.UTC(2026, 10, 27, 10, 0, 0);

interface Golden {
  readonly seen: Case;
  readonly expected: string;
}

function read(name: string): Golden {
  const lines = readFileSync(join(GOLDEN, name), 'utf8').trim().split('\n');
  const said = new Map(
    lines.flatMap((line) => /^([a-z-]+): (.*)$/.exec(line)?.slice(1, 3) ?? []).reduce(pairs, []),
  );
  const events = lines.flatMap((line, id) => eventOf(line, id));
  const own = events.filter(({ mac }) => mac !== null);
  const seconds = (key: string) => (said.has(key) ? Number(said.get(key)) * 1000 : null);
  const number = (key: string) => (said.has(key) ? Number(said.get(key)) : null);
  return {
    seen: {
      events: own,
      cable: events.filter(({ mac }) => mac === null),
      state: (said.get('state') ?? 'new') as Case['state'],
      installs: said.get('installs') !== 'no',
      firmware: said.get('firmware') ?? 'unknown',
      memoryMiB: number('memory'),
      needsMiB: number('needs'),
      identities: (said.get('identities') ?? '4F2K91').split(' ').map((serial) => ({ serial, uuid: null })),
      heard: own.at(-1)?.at ?? 0,
      now: START + (seconds('now') ?? 0),
      usual: { toAnswers: seconds('usual-to-answers'), quiet: seconds('usual-quiet') },
    },
    expected: [lines.find((line) => line.startsWith('=> ')), said.get('action') ?? 'none'].join(' | '),
  };
}

const pairs = (all: [string, string][], word: string, n: number, words: string[]): [string, string][] =>
  n % 2 === 0 ? [...all, [word, words[n + 1] ?? '']] : all;

function eventOf(line: string, id: number): BootEvent[] {
  const found = /^(-?[\d.]+)\s+(cable )?([a-z-]+)(.*)$/.exec(line);
  if (found === null) return [];
  const [, at, cable, kind, facts = ''] = found;
  const detail = Object.fromEntries(
    facts
      .split(' ')
      .flatMap((fact) => (fact.includes('=') ? [[fact.split('=')[0], spaced(fact.split('=')[1])]] : [])),
  );
  return [{ id, at: START + Number(at) * 1000, mac: cable ? null : 'm', kind: kind as EventKind, detail }];
}

/** Codes keep their underscores. */
const spaced = (text = ''): string => (/^[A-Z_]+$/.test(text) ? text : text.replaceAll('_', ' '));

function told(diagnosis: Diagnosis | null): string {
  if (diagnosis === null) return '=> nothing | none';
  const { level, problem, action } = diagnosis;
  const params = Object.entries(problem.params).map(
    ([name, value]) => `${name}=${String(value).replaceAll(' ', '_')}`,
  );
  return [['=>', level, problem.code, ...params].join(' '), action ?? 'none'].join(' | ');
}

describe('what is the matter with a machine', () => {
  it.each(readdirSync(GOLDEN))('%s', (name) => {
    const { seen, expected } = read(name);
    expect(told(diagnose(seen))).toBe(expected);
  });

  it('each rule speaks in one of the timelines, and leaves no gap in its sentence', () => {
    const all = readdirSync(GOLDEN).map((name) => read(name).seen);
    const silent = RULES.filter((rule) => all.every((seen) => rule(seen) === null));
    expect(silent).toEqual([]);
    const sentences = all.flatMap((seen) => diagnose(seen)?.problem ?? []);
    expect(sentences.filter(({ sentence, advice }) => /[{}]/.test(sentence + advice))).toEqual([]);
  });
});
