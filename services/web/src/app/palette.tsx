import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { Session } from '../state/session.ts';
import { overlay } from '../state/workspace.ts';
import { allCommands, type PageCommand, typedCommands } from './commands.ts';
import { keyName } from './key-names.ts';

const SHOWN = 12;

/** Letters of the search in their order, near each other and early: the smaller the better; undefined: no match. */
function distance(name: string, typed: string): number | undefined {
  let at = 0;
  let spread = 0;
  for (const letter of typed.toLowerCase()) {
    const found = name.toLowerCase().indexOf(letter, at);
    if (found < 0) return undefined;
    spread += found - at;
    at = found + 1;
  }
  return spread;
}

function search(commands: readonly PageCommand[], typed: string): PageCommand[] {
  const ranked = commands.flatMap((command) => {
    const far = distance(command.name, typed.trim());
    return far === undefined ? [] : [{ command, far }];
  });
  const known = ranked.sort((a, b) => a.far - b.far).map(({ command }) => command);
  // "whales" is a preset before it is a ticker; "NVDA" is nothing but a ticker.
  const meant = known.some(({ name }) => ` ${name}`.toLowerCase().includes(` ${typed.trim().toLowerCase()}`));
  return (meant ? [...known, ...typedCommands(typed)] : [...typedCommands(typed), ...known]).slice(0, SHOWN);
}

/** Everything the page can do, by name; also tickers, times and filters. */
export function Palette({ session }: { readonly session: Session }): ReactNode {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = search(allCommands(session), typed);
  const run = (command: PageCommand | undefined): void => {
    overlay.set(undefined);
    command?.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') overlay.set(undefined);
    else if (event.key === 'Enter') run(found[chosen]);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setChosen((at) => (at + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length));
    }
  };
  return (
    <div className="overlay" onPointerDown={(event) => { if (event.target === event.currentTarget) overlay.set(undefined); }}>
      <div className="palette" role="dialog" aria-modal="true" aria-label="Commands">
        <input
          autoFocus value={typed} spellCheck={false} placeholder="A command, a ticker, a time such as 10:42, a filter" role="combobox" aria-label="Command"
          aria-expanded="true" aria-controls="palette-list" aria-activedescendant={`palette-${chosen}`}
          onChange={(event) => { setTyped(event.target.value); setChosen(0); }} onKeyDown={onKeyDown}
        />
        <ul id="palette-list" role="listbox" aria-label="Commands">
          {found.map((command, i) => (
            <li key={command.name} id={`palette-${i}`} role="option" aria-selected={i === chosen} onClick={() => { run(command); }}>
              <span>{command.name}</span>{command.key !== undefined && <kbd>{keyName(command.key)}</kbd>}
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="hint">Nothing by that name. A ticker, a time such as 10:42, a filter such as premium&gt;=1M, or “save layout open” also work.</p>}
      </div>
    </div>
  );
}
