/** The hand-over report and the labels of a job, as the engine makes them. */
import { useQuery } from '@tanstack/react-query';
import { useCall } from './actions.ts';
import { call } from './engine.ts';
import type { Language } from './preferences.ts';
import { saveFile } from './save-file.ts';

/** What can be looked at before it is printed or saved. */
export const PAPERS = ['html', 'labels'] as const;
export type Paper = (typeof PAPERS)[number];

/** The paper as a page, with the sums of media that are known by now; made anew whenever it is opened. */
export const usePaper = (job: string, format: Paper, spoken: Language) =>
  useQuery({
    queryKey: ['report', job, format, spoken],
    queryFn: () => call('report', { id: job, format, language: spoken, sums: 'known' }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** Saves the report in a format. */
export const useSaveReport = () => useCall('report', [], [], saveFile);

/** Sums of media that the report of a job names, and how far those are. `begin`: those that are not known are begun. */
export const useSums = (job: string, begin: boolean) =>
  useQuery({
    queryKey: ['sums', job],
    // The first question begins them; one that was ended is not begun again.
    queryFn: ({ client, queryKey }) =>
      call(begin && client.getQueryData(queryKey) === undefined ? 'makeReportSums' : 'reportSums', {
        id: job,
      }),
    refetchInterval: ({ state }) => (state.data?.some(({ making }) => making !== null) ? 400 : 2000),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const useCancelSums = () => useCall('cancelReportSums', [], ['sums']);

/** A page of the engine in its parts: its own style, and its text without it. */
export function partsOf(page: string): { readonly style: string; readonly rest: string } {
  const style = /<style>([\s\S]*?)<\/style>/;
  return { style: style.exec(page)?.[1] ?? '', rest: page.replace(style, '') };
}
