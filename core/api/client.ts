/** A typed client of the control API over any transport: fetch in the window, HTTP or in-process in the command line. */
import { type Problem, problem } from '../errors.ts';
import {
  API_PREFIX,
  type Input,
  type Output,
  problemSchema,
  ROUTES,
  type Route,
  type RouteName,
} from './contract.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path and query, below the origin. */
  readonly url: string;
  /** JSON text; absent when there is none. */
  readonly body?: string;
}

/** Carries a request to an engine; rejects when none answers. */
export type Transport = (request: ApiRequest) => Promise<{ status: number; text: string }>;

/** What the engine answered instead of a result. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(described: Problem) {
    super(described.sentence);
    this.problem = described;
  }
}

export type ApiClient = <N extends RouteName>(name: N, input: Input<N>) => Promise<Output<N>>;

/** Holds an answer against its schema; throws when it does not fit. */
export type Check = (schema: Route['response'], answer: unknown) => unknown;

const checkAtOnce: Check = (schema, answer) => schema.parse(answer);

/**
 * Makes `call(name, input)`: input is flat, path places, query and body together. `check` may take its time, where a long
 * answer must not keep everything else waiting.
 */
export function createClient(transport: Transport, check = checkAtOnce): ApiClient {
  return async (name, input) => {
    const route: Route = ROUTES[name];
    const answer = await transport(toRequest(route, input as Record<string, unknown>));
    if (answer.status >= 400) throw new ApiError(readProblem(answer.text));
    return (await check(route.response, JSON.parse(answer.text))) as Output<typeof name>;
  };
}

function toRequest(route: Route, input: Record<string, unknown>): ApiRequest {
  const path = route.path.replace(/:(\w+)/g, (_, place: string) => encodeURIComponent(String(input[place])));
  const query = pick(input, route.query);
  const text = new URLSearchParams(
    Object.entries(query).map(([key, value]) => [key, String(value)]),
  ).toString();
  const url = `${API_PREFIX}${path}${text ? `?${text}` : ''}`;
  return route.body === undefined
    ? { method: route.method, url }
    : { method: route.method, url, body: JSON.stringify(pick(input, route.body)) };
}

function pick(input: Record<string, unknown>, schema: Route['body']): Record<string, unknown> {
  const wanted = Object.keys(schema?.shape ?? {}).filter((key) => input[key] !== undefined);
  return Object.fromEntries(wanted.map((key) => [key, input[key]]));
}

/** The problem an engine answered with. */
export function readProblem(text: string): Problem {
  try {
    return problemSchema.parse(JSON.parse(text)) as Problem;
  } catch {
    return problem('INTERNAL', { detail: text.slice(0, 200) || 'no answer' });
  }
}
