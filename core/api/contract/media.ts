/** Media: what one is, the images, the folders they are picked from. */
import { z } from 'zod';
import { id, milliseconds, nameText, nothing, problemSchema, type Route } from './common.ts';

export const inspectionSchema = z.object({
  family: z.string(),
  name: z.string(),
  version: z.string(),
  arch: z.string(),
  files: z.number().int(),
  bytes: z.number().int(),
  elapsedMs: z.number(),
  bootable: z.object({ bios: z.boolean(), uefi: z.boolean() }),
  kernel: z.string().nullable(),
  initrd: z.array(z.string()),
  warnings: z.array(problemSchema),
  reason: z.string().describe('why this family was chosen'),
  considered: z
    .array(z.object({ family: z.string(), reason: z.string() }))
    .default([])
    .describe('other families with a mark on the medium, and why it is not theirs'),
  entries: z
    .array(z.object({ id: z.string(), title: z.string() }))
    .default([])
    .describe(
      "entries of the medium's own boot menu; the setting `entry` names one, the first is the default",
    ),
});

export const imageSchema = inspectionSchema.extend({
  id: z.string(),
  path: z.string(),
  importedAt: milliseconds,
  present: z.boolean().describe('false when the file is not where it was'),
  joined: z.array(z.string()).default([]).describe('images whose packages its installer is given too'),
  joinable: z
    .array(z.string())
    .default([])
    .describe('images that could be joined to it, joined ones included'),
  folder: z.boolean().default(false).describe('it is a folder, a mounted medium perhaps, and not one file'),
  verification: z
    .object({
      state: z.enum(['waiting', 'running', 'good', 'bad', 'unknown', 'cancelled', 'failed']),
      against: z.array(z.string()).describe('lists of sums it is checked against'),
      bytesDone: z.number().int(),
      bytesTotal: z.number().int(),
      problem: problemSchema.nullable(),
    })
    .nullable()
    .describe('check against its sums, under way or ended; null: never checked'),
  copying: z
    .object({ bytesDone: z.number().int(), bytesTotal: z.number().int() })
    .nullable()
    .describe('copy into the library that is under way'),
});

export const folderSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({ name: z.string(), path: z.string(), directory: z.boolean(), bytes: z.number().int() }),
  ),
});

export type Inspection = z.infer<typeof inspectionSchema>;
export type ImageView = z.infer<typeof imageSchema>;
export type Folder = z.infer<typeof folderSchema>;

export const MEDIA_ROUTES = {
  inspect: {
    method: 'POST',
    path: '/inspect',
    summary: 'Say what a medium is, without storing anything',
    body: z.object({ path: z.string() }),
    response: inspectionSchema,
  },
  images: { method: 'GET', path: '/images', summary: 'Imported media', response: z.array(imageSchema) },
  importImage: {
    method: 'POST',
    path: '/images',
    summary: 'Import a medium where it lies',
    body: z.object({ path: z.string(), name: nameText.min(1).optional() }),
    response: imageSchema,
  },
  removeImage: {
    method: 'DELETE',
    path: '/images/:id',
    summary: 'Forget an image; its file stays',
    params: id,
    response: nothing,
  },
  verifyImage: {
    method: 'POST',
    path: '/images/:id/verification',
    summary: 'Check a medium against the sums beside it and on it, in the background',
    params: id,
    response: imageSchema,
  },
  cancelVerification: {
    method: 'DELETE',
    path: '/images/:id/verification',
    summary: 'End the check of a medium',
    params: id,
    response: imageSchema,
  },
  copyImage: {
    method: 'POST',
    path: '/images/:id/copy',
    summary: 'Copy a medium into the library, in the background; goes on where it was broken off',
    params: id,
    response: imageSchema,
  },
  cancelCopy: {
    method: 'DELETE',
    path: '/images/:id/copy',
    summary: 'End a copy into the library; what was copied stays for the next one',
    params: id,
    response: imageSchema,
  },
  joinImages: {
    method: 'PUT',
    path: '/images/:id/joined',
    summary:
      'Say which images (further media of a set, extensions) an installer is given the packages of too',
    params: id,
    body: z.object({ images: z.array(z.string()).max(32).describe('in the place of those before') }),
    response: imageSchema,
  },
  folder: {
    method: 'GET',
    path: '/folder',
    summary: 'Folders and .iso files on this laptop, to pick a medium by path',
    query: z.object({ path: z.string().optional() }),
    response: folderSchema,
  },
} as const satisfies Record<string, Route>;
