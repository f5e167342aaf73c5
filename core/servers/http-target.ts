import { normalisePath } from '../tree/boot-tree.ts';

/** What an HTTP request is for. */
export interface HttpTarget {
  /** As the boot tree wants it. */
  readonly path: string;
  /** The path ended in a slash: a directory is meant. */
  readonly slash: boolean;
  /** Decoded; of a repeated name the last value counts. */
  readonly query: ReadonlyMap<string, string>;
}

export interface BadTarget {
  readonly bad: string;
}

/**
 * Reads the target of a request line: `/path?query`, or the absolute form that clients send to proxies
 * (RFC 9112 section 3.2.2).
 */
export function parseTarget(target: string): HttpTarget | BadTarget {
  const origin = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const [rawPath = '', ...rest] = origin.split('?');
  if (!rawPath.startsWith('/') && rawPath !== '') return { bad: 'the path must begin with a slash' };
  const decoded = decodePath(rawPath);
  if (decoded === undefined) return { bad: 'the path has a broken % escape' };
  const path = normalisePath(decoded);
  if (path === null) return { bad: 'the path climbs out of the tree or has control characters' };
  return { path, slash: decoded.endsWith('/'), query: readQuery(rest.join('?')) };
}

const NO_QUERY: HttpTarget['query'] = new Map();

const readQuery = (text: string): HttpTarget['query'] =>
  text === '' ? NO_QUERY : new Map(new URLSearchParams(text));

/**
 * Undoes `%XX`, in which installers write `+` and `~` too (`%2b`, `%7e`); a plain `+` in a path is a plus. A broken
 * escape is undefined, and so are escapes that do not make UTF-8.
 */
function decodePath(path: string): string | undefined {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
