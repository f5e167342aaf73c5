/** The ways to bring an ISO besides dropping it. */
import { useQueryClient } from '@tanstack/react-query';
import { desktop } from '../../desktop.ts';
import { importFiles, importPath } from '../../state/imports.ts';
import { openPanel } from '../../state/panel.ts';

export function useAddImage() {
  const client = useQueryClient();
  const chooseInDesktop = async () => {
    for (const path of (await desktop?.chooseIso()) ?? []) void importPath(path, client);
  };
  const chooseInBrowser = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.iso';
    input.multiple = true;
    input.onchange = () => importFiles(input.files ?? [], client);
    input.click();
  };
  return {
    choose: () => (desktop === undefined ? chooseInBrowser() : void chooseInDesktop()),
    browse: () => openPanel({ kind: 'browse' }),
  };
}
