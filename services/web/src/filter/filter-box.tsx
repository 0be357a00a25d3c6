import { type FilterProblem, parseFilter } from '@tapewire/filter';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Session } from '../state/session.ts';
import { complete, errorRange, type Suggestion } from './completion.ts';

const APPLY_AFTER_MS = 400;

interface FilterBoxProps {
  readonly session: Session;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** What the gateway said against the filter, where the page found no fault. */
  readonly refusal: string | undefined;
}

/** The filter as text: completed while it is typed, wrong places underlined, applied once it is right. */
export function FilterBox({ session, filter, onFilter, refusal }: FilterBoxProps): ReactNode {
  const [text, setText] = useState(filter);
  const [caret, setCaret] = useState<number>();
  const [chosen, setChosen] = useState(0);
  const [tickers, setTickers] = useState<readonly string[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const moveCaret = useRef<number>(undefined);
  const listId = useId();
  const errorId = useId();

  const [given, setGiven] = useState(filter);
  if (given !== filter) {
    setGiven(filter);
    setText(filter);
  }

  const parsed = parseFilter(text, { now: session.client.now });
  const completion = caret === undefined ? undefined : complete(text, caret);
  const prefix = completion?.tickerPrefix;
  const suggestions: readonly Suggestion[] = prefix === undefined ? (completion?.suggestions ?? []) : tickers.map((ticker) => ({ text: ticker, hint: 'ticker' }));

  // A word that is still being typed and may become right is not wrong yet.
  const wrong = parsed.ok ? undefined : errorRange(text, parsed.error.at);
  const unfinished = wrong !== undefined && suggestions.length > 0 && caret !== undefined && caret >= wrong.from && caret <= wrong.to;
  const problem = parsed.ok || unfinished ? undefined : parsed.error;

  useEffect(() => {
    if (prefix === undefined || prefix === '') { setTickers([]); return; }
    let current = true;
    void session.client.symbols(prefix).then(
      ({ symbols }) => { if (current) setTickers(symbols.filter((symbol) => symbol !== prefix.toUpperCase()).slice(0, 9)); },
      () => { if (current) setTickers([]); },
    );
    return () => { current = false; };
  }, [prefix, session]);

  const valid = parsed.ok;
  useEffect(() => {
    if (!valid || text === filter) return;
    const timer = setTimeout(() => { onFilter(text); }, APPLY_AFTER_MS);
    return () => { clearTimeout(timer); };
  }, [text, filter, valid, onFilter]);

  // Before the next key can arrive: fast typists are ahead of a frame.
  useLayoutEffect(() => {
    const place = moveCaret.current;
    moveCaret.current = undefined;
    if (place !== undefined) input.current?.setSelectionRange(place, place);
  });

  const take = (suggestion: Suggestion): void => {
    if (completion === undefined) return;
    const next = text.slice(0, completion.from) + suggestion.text + text.slice(completion.to);
    const place = completion.from + suggestion.text.length;
    setText(next);
    setCaret(place);
    setChosen(0);
    moveCaret.current = place;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const open = suggestions.length > 0;
    const picked = suggestions[chosen % Math.max(1, suggestions.length)];
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setChosen((at) => (at + (event.key === 'ArrowDown' ? 1 : suggestions.length - 1)) % suggestions.length);
    } else if (open && event.key === 'Tab' && picked !== undefined) {
      event.preventDefault();
      take(picked);
    } else if (event.key === 'Enter') {
      if (valid) onFilter(text);
      setCaret(undefined);
    } else if (event.key === 'Escape') {
      if (open) setCaret(undefined);
      else input.current?.blur();
    }
  };

  const message = problem?.message ?? refusal;
  return (
    <div className="filter-box">
      <div className={`filter-field${message === undefined ? '' : ' wrong'}`}>
        <span className="slash" aria-hidden="true">/</span>
        <div className="filter-text">
          <Underlined text={text} problem={problem} />
          <input
            ref={input} className="filter-input" value={text} spellCheck={false} autoComplete="off" autoCapitalize="off"
            placeholder="everything: try  ticker:NVDA premium>=100k side:ask"
            role="combobox" aria-label="Filter" aria-expanded={suggestions.length > 0} aria-controls={listId} aria-autocomplete="list"
            aria-invalid={message !== undefined} {...(message === undefined ? {} : { 'aria-describedby': errorId })}
            {...(suggestions.length > 0 ? { 'aria-activedescendant': `${listId}-${chosen % suggestions.length}` } : {})}
            onChange={(event) => { setText(event.target.value); setCaret(event.target.selectionStart ?? undefined); setChosen(0); }}
            onKeyDown={onKeyDown}
            onBlur={() => { setCaret(undefined); if (valid && text !== filter) onFilter(text); }}
          />
        </div>
        {text !== '' && <button type="button" className="clear" aria-label="Clear the filter" onClick={() => { setText(''); onFilter(''); }}>×</button>}
      </div>
      {message !== undefined && suggestions.length === 0 && <p className="filter-error" id={errorId} role="alert">{message}</p>}
      <ul className="suggestions" id={listId} role="listbox" aria-label="Suggestions" hidden={suggestions.length === 0} style={{ '--at': `${completion?.from ?? 0}` }}>
        {suggestions.map((suggestion, i) => (
          <li
            key={suggestion.text} id={`${listId}-${i}`} role="option" aria-selected={i === chosen % suggestions.length}
            onMouseDown={(event) => { event.preventDefault(); take(suggestion); }}
          >
            <b>{suggestion.text}</b><span>{suggestion.hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The same text behind the input, invisible but for the line under what is wrong. */
function Underlined({ text, problem }: { readonly text: string; readonly problem: FilterProblem | undefined }): ReactNode {
  if (problem === undefined) return null;
  const { from, to } = errorRange(text, problem.at);
  return (
    <div className="underlined" aria-hidden="true">
      {text.slice(0, from)}<mark>{text.slice(from, to) || ' '}</mark>{text.slice(to)}
    </div>
  );
}
