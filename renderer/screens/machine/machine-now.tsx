/** What a machine is doing: its state, how far it is, what is the matter, the next step as something to press. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Span } from '../../components/ago.tsx';
import { formatBytes } from '../../components/format.ts';
import { Level } from '../../components/level.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Why } from '../../components/why.tsx';
import { troubleOf } from '../../state/machine-trouble.ts';
import { figuresOf, isUnderWay, progressOf } from '../../state/machine-view.ts';
import { usePolicy } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './machine-now.module.css';
import { NextStep } from './next-step.tsx';
import { ProfileChoice } from './profile-choice.tsx';

export function MachineNow({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const progress = progressOf(machine);
  const trouble = troubleOf(machine);
  // A note beside an installation that goes on does not take the place of what it is doing.
  const stands = trouble?.level === 'stuck' || trouble?.level === 'failed';
  return (
    <section className={classes.now} data-state={machine.shown}>
      <div className={classes.state}>
        <StateMark state={machine.shown} />
        <span className={classes.since}>
          {progress !== null && <b>{Math.round(progress * 100)} % · </b>}
          <Span since={machine.since} />
        </span>
      </div>
      {progress !== null && <Level share={progress} label={text.title} />}
      <Figures machine={machine} goesOn={!stands} />
      {!stands && <Sentence machine={machine} />}
      <Why machine={machine} />
      <Marks machine={machine} />
      <NextStep machine={machine} />
      <ProfileChoice machine={machine} />
    </section>
  );
}

/** Time left, speed and step; bytes against what the last installations of its profile needed. */
function Figures({ machine, goesOn }: { machine: MachineView; goesOn: boolean }) {
  const { machines, machine: text } = useText();
  const { bytes, expected } = machine;
  const figures = figuresOf(machine, { ...machines, stages: text.stages });
  if (!isUnderWay(machine) || figures.length === 0) return null;
  const [done, all] = [formatBytes(bytes), expected && formatBytes(expected.bytes)];
  const fetched = all === null ? done : text.bytesOf(done, all);
  const first = goesOn && expected === null;
  return (
    <div className={classes.figures}>
      <p>{[...figures, ...(bytes > 0 ? [fetched] : [])].join(' · ')}</p>
      {first && <p className={classes.hint}>{text.firstTime}</p>}
      {machine.lastLine !== null && (
        <p className={classes.line} title={text.lastLine}>
          {machine.lastLine}
        </p>
      )}
    </div>
  );
}

function Sentence({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const { data: policy } = usePolicy();
  const { sentence, next } = sentenceOf(machine, policy?.paused ?? false, text);
  return (
    <>
      <p>{sentence}</p>
      <p className={classes.next}>
        <b>{text.nextStep}:</b> {next}
      </p>
    </>
  );
}

function sentenceOf(
  { shown, confirm, ahead }: MachineView,
  paused: boolean,
  text: ReturnType<typeof useText>['machine'],
): { readonly sentence: string; readonly next: string } {
  if (confirm && shown === 'waiting') return text.waitsForWord;
  if (shown === 'queued' && paused) return text.waitsForPause;
  const place = shown === 'queued' && ahead !== null && ahead > 0 ? ` ${text.place(ahead)}` : '';
  return { sentence: text.sentences[shown] + place, next: text.nextSteps[shown] };
}

/** What was decided here and is not seen from its state. */
function Marks({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const marks = [
    ...(machine.held && machine.shown !== 'held' ? [text.heldAfter] : []),
    ...(machine.skip ? [text.skips] : []),
  ];
  return marks.map((mark) => (
    <p key={mark} className={classes.mark}>
      {mark}
    </p>
  ));
}
