/** Catches files dropped anywhere in the window, and says so while they hover. */

import { IconDisc } from '@tabler/icons-react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { desktop } from '../../desktop.ts';
import { importFiles } from '../../state/imports.ts';
import { isSheet, openSheet } from '../../state/sheet.ts';
import { useText } from '../../text/text.ts';
import classes from './drop-target.module.css';

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

export function DropTarget() {
  const { shelf } = useText();
  const hovering = useFileDrop();
  if (!hovering) return null;
  return (
    <div className={classes.target} role="status">
      <div className={classes.frame}>
        <IconDisc size={48} stroke={1.25} aria-hidden="true" />
        <p className={classes.title}>{shelf.drop}</p>
        <p>{desktop === undefined ? shelf.dropUpload : shelf.dropPath}</p>
      </div>
    </div>
  );
}

/** Job sheets are looked over; everything else is a medium. */
function takeFiles(files: readonly File[], client: QueryClient): void {
  const [sheet] = files.filter(isSheet);
  importFiles(
    files.filter((file) => !isSheet(file)),
    client,
  );
  if (sheet !== undefined) void openSheet(sheet);
}

/** True while files hover over the window. A file that misses must never replace the window's page. */
function useFileDrop(): boolean {
  const client = useQueryClient();
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const on = (kind: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      window.addEventListener(kind, handle, { signal: stop.signal });
    on('dragover', (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setHovering(true);
    });
    on('dragleave', (event) => event.relatedTarget === null && setHovering(false));
    on('drop', (event) => {
      event.preventDefault();
      setHovering(false);
      takeFiles([...(event.dataTransfer?.files ?? [])], client);
    });
    return () => stop.abort();
  }, [client]);
  return hovering;
}
