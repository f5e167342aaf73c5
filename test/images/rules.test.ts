import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  chooseRule,
  isUndecided,
  judge,
  matches,
  type Rule,
  type Selector,
} from '../../core/images/rules.ts';

const R640: Candidate = {
  mac: '52:54:00:12:34:56',
  manufacturer: 'Dell Inc.',
  product: 'PowerEdge R640',
  serial: '4F2K91',
  uuid: '4c4c4544-0046-3210-804b-b4c04f393159',
  arch: 'x86_64',
  firmware: 'uefi-x64',
  order: 3,
};

const rule = (id: string, selector: Selector, createdAt = 1): Rule => ({
  id,
  selector,
  profile: id,
  armed: false,
  createdAt,
});

describe('a rule', () => {
  it.each<[string, Selector, boolean]>([
    ['by the beginning of a MAC', { mac: '52:54:00' }, true],
    ['by another beginning', { mac: '52:54:01' }, false],
    ['by maker', { manufacturer: 'dell*' }, true],
    ['by model', { product: '*R640' }, true],
    ['by a part of the model', { product: 'R640' }, false],
    ['by serial', { serial: '4F2K9?' }, true],
    ['by architecture', { arch: 'x86_64' }, true],
    ['by firmware', { arch: 'uefi-*' }, true],
    ['by another firmware', { arch: 'bios' }, false],
    ['by UUID, whatever its case', { uuid: '4C4C4544-0046-3210-804B-B4C04F393159' }, true],
    ['by place', { from: 2, to: 3 }, true],
    ['by a place behind it', { from: 4 }, false],
    ['by everything together', { mac: '52:', product: 'PowerEdge*', to: 3 }, true],
    ['by everything but one', { mac: '52:', product: 'PowerEdge*', to: 2 }, false],
  ])('%s', (_, selector, matching) => {
    expect(chooseRule([rule('one', selector)], R640)?.id ?? null).toBe(matching ? 'one' : null);
  });

  it.each<[string, Selector[], boolean]>([
    ['a serial is asked for', [{ serial: '4F*' }], true],
    [
      'a serial is asked for, and the maker, which is known, is another',
      [{ serial: '4F*', arch: 'arm64' }],
      false,
    ],
    ['the whole MAC comes before the serial', [{ serial: '4F*' }, { mac: '52:54:00:12:34:56' }], false],
    ['a wider rule matches, and one for a serial comes first', [{ serial: '4F*' }, { mac: '52:' }], true],
    ['nothing is asked that is not known', [{ mac: '52:' }, { arch: 'bios' }], false],
  ])('is not decided where the loader tells no serial: %s', (_, selectors, undecided) => {
    const rules = selectors.map((selector, n) => rule(`r${n}`, selector));
    const mute = { ...R640, manufacturer: null, product: null, serial: null, uuid: null };
    expect(isUndecided(rules, mute)).toBe(undecided);
  });

  it('that asks for a serial counts before one for a model, that before one for a maker', () => {
    const rules = [
      rule('maker', { manufacturer: 'Dell*' }),
      rule('model', { product: '*R640' }),
      rule('serial', { serial: '4F*' }),
    ];
    expect(judge(rules, R640).map((one) => one.rule.id)).toEqual(['serial', 'model', 'maker']);
  });

  it('with a longer beginning of the MAC counts first, and a whole MAC before everything', () => {
    const rules = [
      rule('short', { mac: '52:54' }),
      rule('whole', { mac: '52:54:00:12:34:56' }),
      rule('uuid', { uuid: '4c4c*' }),
    ];
    expect(judge(rules, R640).map((one) => one.rule.id)).toEqual(['whole', 'uuid', 'short']);
  });

  it('says which field is not as asked', () => {
    expect(judge([rule('one', { mac: '52:', serial: 'X*' })], R640)).toMatchObject([{ misses: 'serial' }]);
  });

  it('wins a tie by age, then by id, in whatever order they are listed', () => {
    const rules = [
      rule('b', { serial: '4F*' }, 5),
      rule('a', { serial: '4?*' }, 5),
      rule('c', { serial: '*91' }, 9),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: 3 }), (shuffled) => {
        expect(chooseRule(shuffled, R640)?.id).toBe('a');
      }),
    );
  });
});

describe('a pattern', () => {
  it('matches what the same regular expression does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (want, have) => {
        const expression = new RegExp(`^${want.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
        expect(matches(want, have)).toBe(expression.test(have));
      }),
    );
  });

  it('of many stars is not slow', () => {
    expect(matches('*a'.repeat(40), 'a'.repeat(39) + 'b'.repeat(5000))).toBe(false);
  });
});
