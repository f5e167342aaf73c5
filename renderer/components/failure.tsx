/** Catches a defect of the window: says what it was instead of going blank. The engine goes on meanwhile. */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { type Trouble, troubleOf } from '../state/problem.ts';
import { useText } from '../text/text.ts';
import classes from './failure.module.css';
import { TroubleCard } from './problem-card.tsx';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly trouble: Trouble | null;
}

export class FailureGuard extends Component<Props, State> {
  override state: State = { trouble: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { trouble: troubleOf(thrown) };
  }

  override render() {
    const { trouble } = this.state;
    return trouble === null ? this.props.children : <Failure trouble={trouble} />;
  }
}

function Failure({ trouble }: { trouble: Trouble }) {
  const text = useText();
  return (
    <main className={classes.failure}>
      <TroubleCard trouble={trouble} />
      <div>
        <Button variant="default" onClick={() => window.location.reload()}>
          {text.trouble.reload}
        </Button>
      </div>
    </main>
  );
}
