/** The job sheet that is being looked at: read once, shown, applied, taken back. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DoneView, Input, SheetView } from '../../core/api/contract.ts';
import { useCall } from './actions.ts';
import { cell } from './cell.ts';
import { openDesk } from './desk.ts';
import { useUndo } from './doing.ts';
import { call } from './engine.ts';
import { tellTrouble } from './notices.ts';
import { keyOf } from './queries.ts';
import { readBase64, saveFile } from './save-file.ts';

export interface Sheet {
  readonly id: number;
  readonly name: string;
  /** The file in base64, as it was when it was chosen. */
  readonly content: string;
  /** What was done with it; null: nothing yet. */
  readonly applied: Applied | null;
}

export interface Applied {
  readonly plan: SheetView;
  /** What the engine keeps to take it back; null: it changed no machine that is here. */
  readonly done: DoneView | null;
  /** It was taken back again. */
  readonly undone: boolean;
}

export const sheet = cell<Sheet | null>(null);
let lastId = 0;

export const isSheet = ({ name }: Pick<File, 'name'>): boolean => /\.(csv|tsv|txt|xlsx|xlsm)$/i.test(name);

/** Reads a chosen or dropped file and shows what it would do. */
export async function openSheet(file: File): Promise<void> {
  try {
    const content = await readBase64(file);
    lastId += 1;
    sheet.set({ id: lastId, name: file.name, content, applied: null });
    openDesk('sheet');
  } catch (thrown) {
    tellTrouble(thrown);
  }
}

export const closeSheet = (): void => sheet.set(null);

/** What it would do; again when profiles have changed, for a missing one is what is mended most. */
export const useSheetPlan = ({ id, name, content }: Sheet) =>
  useQuery({
    queryKey: [...keyOf('profiles'), 'sheet', id],
    queryFn: () => call('previewSheet', { name, content }),
    gcTime: 0,
    retry: false,
  });

/** Applies it, and learns how it is taken back. */
export function useApplySheet() {
  const client = useQueryClient();
  return useMutation<Applied, unknown, Input<'applySheet'>>({
    mutationFn: async (body) => {
      const plan = await call('applySheet', body);
      const [last = null] = await call('done', {});
      return { plan, done: last?.kind === 'sheet' ? last : null, undone: false };
    },
    onSuccess: (applied) => sheet.set((now) => now && { ...now, applied }),
    onError: tellTrouble,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf('machines') }),
  });
}

/** Takes back what was applied; machines that have changed since stay as they are, and are told. */
export const useTakeBackSheet = () =>
  useUndo(() =>
    sheet.set((now) => (now?.applied ? { ...now, applied: { ...now.applied, undone: true } } : now)),
  );

export const useSheetTemplate = () => useCall('sheetTemplate', [], [], saveFile);

/** Rows of sheets whose machines have not come yet. */
export const useWaitingRows = () =>
  useQuery({ queryKey: [...keyOf('machines'), 'waiting rows'], queryFn: () => call('waitingRows', {}) });

export const useDropWaitingRows = () => useCall('dropWaitingRows', ['machines']);
