/** A dialog over the window, for the one question that must not be passed by: the browser's own, so Escape means no. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './dialog.module.css';

export interface DialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the lower edge. */
  readonly foot: ReactNode;
  onClose(): void;
}

export function Dialog({ title, children, foot, onClose }: DialogProps) {
  const frame = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    frame.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={frame}
      className={classes.dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={heading} className={classes.title}>
        {title}
      </h2>
      <div className={classes.body}>{children}</div>
      <footer className={classes.foot}>{foot}</footer>
    </dialog>
  );
}
