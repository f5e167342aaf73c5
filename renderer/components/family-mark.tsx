/** A small mark for a family of systems: two letters in its own hue. No trademarks are drawn. */
import classes from './family-mark.module.css';

interface Mark {
  readonly letters: string;
  readonly hue: string;
}

const MARKS: Readonly<Record<string, Mark>> = {
  debian: { letters: 'De', hue: 'crimson' },
  ubuntu: { letters: 'Ub', hue: 'orange' },
  redhat: { letters: 'Rh', hue: 'red' },
  rhel: { letters: 'Rh', hue: 'red' },
  rocky: { letters: 'Ro', hue: 'green' },
  almalinux: { letters: 'Al', hue: 'teal' },
  centos: { letters: 'Ce', hue: 'violet' },
  oracle: { letters: 'Or', hue: 'red' },
  fedora: { letters: 'Fe', hue: 'blue' },
  suse: { letters: 'Su', hue: 'green' },
};

/** The name tells more than the family where one family has many names (Rocky is of the Red Hat family). */
function markOf(family: string, name: string): Mark {
  const first = name.toLowerCase().match(/[a-z]+/)?.[0] ?? family;
  return MARKS[first] ?? MARKS[family] ?? { letters: (name || family).slice(0, 2) || '?', hue: 'grey' };
}

export function FamilyMark({ family, name }: { family: string; name: string }) {
  const { letters, hue } = markOf(family, name);
  return (
    <span className={classes.mark} data-hue={hue} aria-hidden="true">
      {letters}
    </span>
  );
}
