/** Finds an ISO on the engine's laptop: paste its path, or walk the folders. */
import { Button, TextInput } from '@mantine/core';
import { IconArrowUp, IconDisc, IconFolder } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Folder } from '../../../core/api/contract.ts';
import { formatBytes } from '../../components/format.ts';
import { TroubleCard } from '../../components/problem-card.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { importPath } from '../../state/imports.ts';
import { troubleOf } from '../../state/problem.ts';
import { useFolder } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './browse-panel.module.css';

const isIso = (path: string): boolean => /\.iso$/i.test(path.trim());

export function BrowsePanel() {
  const { browse, image } = useText();
  const client = useQueryClient();
  const [path, setPath] = useState<string | null>(null);
  const { data: folder, error } = useFolder(path);
  const take = (file: string) => void importPath(file, client);
  return (
    <SidePanel kind={image.title} heading={browse.title}>
      <PathForm key={folder?.path ?? ''} start={folder?.path ?? ''} take={take} go={setPath} />
      {error !== null && <TroubleCard trouble={troubleOf(error)} />}
      {folder !== undefined && error === null && <Entries folder={folder} take={take} go={setPath} />}
    </SidePanel>
  );
}

interface Ways {
  take(file: string): void;
  go(folder: string): void;
}

function PathForm({ start, take, go }: Ways & { start: string }) {
  const { browse } = useText();
  const [path, setPath] = useState(start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isIso(path)) take(path.trim());
    else if (path.trim() !== '') go(path.trim());
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={browse.path}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" size="sm" variant={isIso(path) ? 'filled' : 'default'}>
        {isIso(path) ? browse.take : browse.go}
      </Button>
    </form>
  );
}

function Entries({ folder, take, go }: Ways & { folder: Folder }) {
  const { browse } = useText();
  const { parent } = folder;
  return (
    <ul className={classes.entries}>
      {parent !== null && (
        <li>
          <button type="button" className={classes.entry} onClick={() => go(parent)}>
            <IconArrowUp size={18} stroke={1.5} aria-hidden="true" /> {browse.up}
          </button>
        </li>
      )}
      {folder.entries.map((entry) => (
        <li key={entry.path}>
          <button
            type="button"
            className={classes.entry}
            data-iso={!entry.directory || undefined}
            onClick={() => (entry.directory ? go(entry.path) : take(entry.path))}
          >
            {entry.directory ? (
              <IconFolder size={18} stroke={1.5} aria-label={browse.folder} />
            ) : (
              <IconDisc size={18} stroke={1.5} aria-hidden="true" />
            )}
            <span className={classes.name}>{entry.name}</span>
            {!entry.directory && <span className={classes.size}>{formatBytes(entry.bytes)}</span>}
          </button>
        </li>
      ))}
      {folder.entries.length === 0 && <li className={classes.empty}>{browse.empty}</li>}
    </ul>
  );
}
