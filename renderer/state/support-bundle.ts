/** Everything about one machine as one text, to be sent to whoever helps. What is secret never reaches the window. Pure. */
import type { EventView, MachineView, PreviewView, Status } from '../../core/api/contract.ts';

export interface BundleParts {
  readonly machine: MachineView;
  /** Oldest first. */
  readonly events: readonly EventView[];
  /** What it gets, with secrets hidden; null: it has no profile, or nothing could be rendered. */
  readonly preview: PreviewView | null;
  /** What is being served and how; null: not known. */
  readonly status: Status | null;
  /** An event in words. */
  readonly words: (event: EventView) => string;
}

/** Markdown: facts, timeline with the packets in words, answers. Times are in UTC, so that two laptops agree. */
export function supportBundle({ machine, events, preview, status, words }: BundleParts): string {
  const facts = Object.entries(machine).filter(([, value]) => isTold(value));
  const parts = [
    `# Fieldboot ${status?.version ?? ''}: ${machine.mac}`,
    status?.serving ? list(Object.entries(status.serving)) : '',
    `## Machine\n\n${list(facts)}`,
    `## Timeline\n\n${events.map((event) => lineOf(event, words)).join('\n')}`,
    ...(preview?.files ?? []).map(({ name, text }) => `## ${name}\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const isTold = (value: unknown): boolean => value !== null && value !== '' && value !== undefined;

const list = (facts: readonly (readonly [string, unknown])[]): string =>
  facts
    .filter(([, value]) => isTold(value))
    .map(([key, value]) => `- ${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('\n');

function lineOf(event: EventView, words: (event: EventView) => string): string {
  const { packet, ...detail } = event.detail;
  const facts = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
  const line = [new Date(event.at).toISOString(), event.kind, words(event), ...facts].join(' | ');
  const below = typeof packet === 'string' ? `\n${packet.replace(/^/gm, '    ')}` : '';
  return line + below;
}
