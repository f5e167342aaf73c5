/**
 * A page of the engine inside the window, apart from the window's own style: in a shadow tree, with the page's style as a
 * constructed sheet, because the content security policy allows no style that is written into a page.
 */
import { type Ref, useEffect, useRef } from 'react';
import { partsOf } from '../../../state/report.ts';
import classes from './report-tab.module.css';

/** Id of what is printed in the place of the window. */
const PAPER = 'paper';

export interface PaperViewProps {
  readonly page: string;
  readonly label: string;
  readonly ref: Ref<HTMLDivElement>;
}

export function PaperView({ page, label, ref }: PaperViewProps) {
  const host = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    if (host.current !== null) fill(host.current, page);
  }, [page]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.paper} aria-label={label} tabIndex={0}>
      <div
        ref={(element) => {
          host.current = element;
          if (typeof ref === 'function') ref(element);
          else if (ref !== null) ref.current = element;
        }}
      />
    </section>
  );
}

function fill(host: HTMLElement, page: string): void {
  const { style, rest } = partsOf(page);
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(document.importNode(new DOMParser().parseFromString(rest, 'text/html').body, true));
}

/** Prints the page alone: beside the window, which is not shown on paper (base.css), until the printer has it. */
export function printPaper(page: string): void {
  document.getElementById(PAPER)?.remove();
  const host = Object.assign(document.createElement('div'), { id: PAPER });
  document.body.append(host);
  fill(host, page);
  window.addEventListener('afterprint', () => host.remove(), { once: true });
  window.print();
}
