/** Every call, and the types of what it takes and gives. */
import type { z } from 'zod';
import type { Route } from './common.ts';
import { DECISION_ROUTES } from './decisions.ts';
import { EVENT_ROUTES } from './events.ts';
import { INTERFACE_ROUTES } from './interfaces.ts';
import { JOB_ROUTES } from './jobs.ts';
import { LOADER_ROUTES } from './loaders.ts';
import { MACHINE_ROUTES } from './machines.ts';
import { MEDIA_ROUTES } from './media.ts';
import { POLICY_ROUTES } from './policy.ts';
import { PROFILE_ROUTES } from './profiles.ts';
import { SERVING_ROUTES } from './serving.ts';

/** Every call but two: `POST /images/upload` (raw bytes) and the event stream, which are described beside them. */
export const ROUTES = {
  ...INTERFACE_ROUTES,
  ...SERVING_ROUTES,
  ...LOADER_ROUTES,
  ...MEDIA_ROUTES,
  ...PROFILE_ROUTES,
  ...MACHINE_ROUTES,
  ...POLICY_ROUTES,
  ...JOB_ROUTES,
  ...EVENT_ROUTES,
  ...DECISION_ROUTES,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
type RouteOf<N extends RouteName> = (typeof ROUTES)[N];
type Part<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  RouteOf<N> extends Record<K, z.ZodType> ? z.input<RouteOf<N>[K]> : unknown;

/** Everything a call takes, flat: path places, query and body together. */
export type Input<N extends RouteName> = Part<N, 'params'> & Part<N, 'query'> & Part<N, 'body'>;
/** The same after the schemas have filled in defaults and normalised MACs: what a handler gets. */
export type Parsed<N extends RouteName> = ParsedPart<N, 'params'> &
  ParsedPart<N, 'query'> &
  ParsedPart<N, 'body'>;
type ParsedPart<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  RouteOf<N> extends Record<K, z.ZodType> ? z.output<RouteOf<N>[K]> : unknown;
export type Output<N extends RouteName> = z.output<RouteOf<N>['response']>;

/** Prefix of every path. */
export const API_PREFIX = '/api/v1';

/**
 * `POST /api/v1/images/upload?name=FILE.iso` with the file as the body (application/octet-stream): for browsers, which know no paths.
 * The file goes to the library in the data folder and is imported. Answers like importImage.
 */
export const UPLOAD_PATH = `${API_PREFIX}/images/upload`;
