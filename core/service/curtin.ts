/** The reports of Ubuntu's installer (curtin's webhook reporter: curtin/reporter/events.py). */
import { printable } from '../wire/text.ts';

/** One step that the installer begins, or that went wrong. */
export interface CurtinStep {
  /** `configuring storage`. */
  readonly text: string;
  readonly failed: boolean;
}

/** More than this is no report of one step. */
const LARGEST = 64 * 1024;
/** Steps below this depth (`subiquity/Install/install/curtin_install/cmd-install`) are details. */
const DEEPEST = 4;

/** What a report says; null when it is none, or says nothing new: a detail, or the end of a step that went well. */
export function readCurtin(content: Uint8Array | undefined): CurtinStep | null {
  const event = parse(content);
  const { name, event_type: type, result, description } = event;
  if (typeof name !== 'string' || (type !== 'start' && type !== 'finish')) return null;
  const failed = type === 'finish' && result === 'FAIL';
  if (!failed && (type === 'finish' || name.split('/').length > DEEPEST)) return null;
  const said = typeof description === 'string' && description.trim() !== '' ? description.trim() : name;
  return { text: printable(failed ? `The installer failed: ${said}` : said, failed ? 300 : 60), failed };
}

function parse(content: Uint8Array | undefined): Record<string, unknown> {
  if (content === undefined || content.length > LARGEST) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(content));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
