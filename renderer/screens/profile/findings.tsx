/** What a look over the answers found: where, what it means, what to do. */
import type { FindingView } from '../../../core/api/contract.ts';
import { useCell } from '../../state/cell.ts';
import { language } from '../../state/preferences.ts';
import type { PlacedFinding } from '../../state/preview.ts';
import { sayProblem, useText } from '../../text/text.ts';
import classes from './profile-form.module.css';

export function Findings({ findings }: { findings: readonly PlacedFinding[] }) {
  const { profile: text } = useText();
  if (findings.length === 0) return <p className={classes.hint}>{text.nothingFound}</p>;
  return (
    <ul className={classes.findings} aria-label={text.found}>
      {findings.map((finding) => (
        <OneFinding key={`${finding.file} ${finding.line} ${finding.problem.sentence}`} {...finding} />
      ))}
    </ul>
  );
}

function OneFinding({ file, at, level, problem }: PlacedFinding) {
  const { profile: text } = useText();
  const { sentence, advice } = sayProblem(problem, useCell(language));
  const words: Readonly<Record<FindingView['level'], string>> = text.levels;
  return (
    <li className={classes.finding} data-level={level}>
      <p>
        <span className={classes.place}>
          {[words[level], file, at === null ? null : text.line(at)]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        <br />
        {sentence}
      </p>
      <p className={classes.advice}>{advice}</p>
    </li>
  );
}
