import { type ReactNode, useState } from 'react';
import { FLAG_MARKS, SIDE_MARKS } from '../tape/marks.ts';
import { boundsOf, toggleValue, valuesOf, withBounds } from './terms.ts';

interface FacetsProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

const FLAGS = ['sweep', 'block', 'golden', 'opening', 'unusual', 'repeat', 'multileg', 'floor'];
const RANGES: readonly (readonly [string, string, string, string])[] = [
  ['premium', 'Premium', '100k', ''], ['size', 'Size', '100', ''], ['dte', 'DTE', '0', '30'], ['otm', 'OTM %', '0', '20'], ['volOi', 'Vol/OI', '1', ''], ['spotChange', 'Chg %', '-3', '3'],
];

/** Controls that write the filter: every one shows and changes a term of the text. */
export function Facets({ filter, onFilter }: FacetsProps): ReactNode {
  const chips = (field: string, name: string, options: readonly (readonly [string, string, string])[]): ReactNode => {
    const chosen = valuesOf(filter, field).map((value) => value.toLowerCase());
    return options.map(([value, label, title]) => (
      <button
        key={value} type="button" className={`facet ${field}-${value}`} title={title} aria-label={title}
        aria-pressed={chosen.includes(value.toLowerCase())} onClick={() => { onFilter(toggleValue(filter, field, value, name)); }}
      >
        {label}
      </button>
    ));
  };
  return (
    <div className="facets">
      <div className="facet-group" role="group" aria-label="Calls and puts">{chips('right', 'right', [['call', 'Calls', 'calls'], ['put', 'Puts', 'puts']])}</div>
      <div className="facet-group" role="group" aria-label="Side">
        {chips('side', 'side', ['aboveAsk', 'ask', 'mid', 'bid', 'belowBid'].map((side) => [side, SIDE_MARKS[side]?.letters ?? side, SIDE_MARKS[side]?.name ?? side]))}
      </div>
      <div className="facet-group" role="group" aria-label="Flags">
        {chips('flags', 'flag', FLAGS.map((flag) => [flag, FLAG_MARKS[flag]?.letters ?? flag, FLAG_MARKS[flag]?.name ?? flag]))}
      </div>
      {RANGES.map(([field, label, low, high]) => <Range key={field} field={field} label={label} hints={[low, high]} filter={filter} onFilter={onFilter} />)}
    </div>
  );
}

interface RangeProps extends FacetsProps {
  readonly field: string;
  readonly label: string;
  readonly hints: readonly [string, string];
}

function Range({ field, label, hints, filter, onFilter }: RangeProps): ReactNode {
  const { min, max } = boundsOf(filter, field);
  return (
    <div className="facet-range" role="group" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <Bound label={`${label} from`} hint={hints[0]} value={min} onValue={(value) => { onFilter(withBounds(filter, field, value, max)); }} />
      <i aria-hidden="true">–</i>
      <Bound label={`${label} to`} hint={hints[1]} value={max} onValue={(value) => { onFilter(withBounds(filter, field, min, value)); }} />
    </div>
  );
}

interface BoundProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Bound({ label, hint, value, onValue }: BoundProps): ReactNode {
  const [text, setText] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setText(value);
  }
  const apply = (): void => { if (text !== value && /^-?[\d.]*[kKmMbB]?$/.test(text)) onValue(text); };
  return (
    <input
      aria-label={label} placeholder={hint} value={text} inputMode="decimal" size={5}
      onChange={(event) => { setText(event.target.value.trim()); }} onBlur={apply} onKeyDown={(event) => { if (event.key === 'Enter') apply(); }}
    />
  );
}
