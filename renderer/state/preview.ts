/** What a machine would get from a profile as it stands in the editor, saved or not. */
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FindingView, Input, PreviewView } from '../../core/api/contract.ts';
import { call } from './engine.ts';
import { keyOf } from './queries.ts';

export type PreviewFile = PreviewView['files'][number];

/** Typing is let come to rest before it is rendered again, milliseconds. */
const REST = 400;

/** null: not asked for. */
export function usePreview(request: Input<'preview'> | null) {
  const [asked] = useDebouncedValue(request, REST);
  return useQuery({
    queryKey: [...keyOf('profiles'), 'preview', asked],
    queryFn: () => call('preview', asked ?? { id: '' }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** A finding with the place where the technician can do something about it. */
export interface PlacedFinding extends FindingView {
  readonly file: string | null;
  /** Line of the technician's own template, where the rendered line is the template's; otherwise of the rendered file. */
  readonly at: number | null;
}

/** Everything that was found, in the order of the files. */
export function findingsOf({ files, findings }: PreviewView): PlacedFinding[] {
  return [
    ...findings.map((one) => ({ ...one, file: null, at: null })),
    ...files.flatMap((file) => {
      const lines = new Map(file.difference.map(({ line, templateLine }) => [line, templateLine]));
      return file.findings.map((one) => ({ ...one, file: file.name, at: lines.get(one.line) ?? one.line }));
    }),
  ];
}

/** The template that a file was rendered from. */
export const templateOf = ({ difference }: PreviewFile): string =>
  `${difference
    .filter(({ side }) => side !== 'rendered')
    .map(({ text }) => text)
    .join('\n')}\n`;
