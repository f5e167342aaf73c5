/** The OpenAPI document, made of the contract's schemas. */
import { z } from 'zod';
import { API_PREFIX, problemSchema, ROUTES, type Route, UPLOAD_PATH } from './contract.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 for everything below `/api/v1`. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const path = API_PREFIX + route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  paths[UPLOAD_PATH] = { post: uploadOperation() };
  return {
    openapi: '3.1.0',
    info: { title: 'Fieldboot', version, license: { name: 'Apache-2.0' } },
    servers: [{ url: 'http://127.0.0.1' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body ? { requestBody: { required: true, content: json(route.body, 'input') } } : {}),
    responses: responses(route.response),
  };
}

function uploadOperation(): Json {
  return {
    operationId: 'uploadImage',
    summary: 'Upload a medium and import it (for browsers, which know no paths)',
    parameters: [{ name: 'name', in: 'query', required: true, schema: { type: 'string' } }],
    requestBody: { required: true, content: { 'application/octet-stream': {} } },
    responses: responses(ROUTES.importImage.response),
  };
}

function responses(schema: z.ZodType): Json {
  return {
    200: { description: 'Done', content: json(schema, 'output') },
    default: { description: 'A problem: code, sentence, advice', content: json(problemSchema, 'output') },
  };
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(field as z.ZodType, 'input'),
  }));
}

const json = (schema: z.ZodType, io: 'input' | 'output'): Json => ({
  'application/json': { schema: jsonSchema(schema, io) },
});

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json =>
  dialectless(z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }));

/** OpenAPI 3.1 schemas are of this dialect unless the document says otherwise: it need not stand in each of them. */
function dialectless({ $schema: _, ...schema }: Json): Json {
  return schema;
}
