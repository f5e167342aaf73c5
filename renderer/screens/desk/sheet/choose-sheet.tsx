/** The button that asks for a file of this laptop. */
import { Button, type ButtonProps } from '@mantine/core';
import { useRef } from 'react';
import { openSheet } from '../../../state/sheet.ts';

export function ChooseSheet({ label, ...look }: { label: string } & Pick<ButtonProps, 'size' | 'variant'>) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx,.xlsm"
        aria-label={label}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file, mended meanwhile, may be chosen again.
          event.currentTarget.value = '';
          if (file !== undefined) void openSheet(file);
        }}
      />
      <Button {...look} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
