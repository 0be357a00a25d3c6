import { type ReactNode, useState } from 'react';
import { useStore } from '../state/store.ts';
import { Popover } from '../ui/popover.tsx';
import { forgetFilter, PRESETS, saveFilter, savedFilters } from './presets.ts';
import { watched, watchFilter } from './watched.ts';

interface FilterMenuProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Presets, and the user's own filters: each can be followed as an alert. */
export function FilterMenu({ filter, onFilter }: FilterMenuProps): ReactNode {
  const saved = useStore(savedFilters);
  const alerting = useStore(watched);
  const [name, setName] = useState('');
  return (
    <Popover label="Presets" title="Presets and saved filters">
      {(close) => (
        <div className="menu wide">
          <h3>Presets</h3>
          {PRESETS.map((preset) => (
            <button key={preset.name} type="button" className="menu-item" aria-pressed={preset.filter === filter} onClick={() => { onFilter(preset.filter); close(); }}>
              <b>{preset.name}</b><code>{preset.filter}</code>
            </button>
          ))}
          <h3>Yours</h3>
          {saved.length === 0 && <p className="hint">Save the filter of this tape to keep it here and to be alerted by it.</p>}
          {saved.map((own) => (
            <div key={own.name} className="menu-row">
              <button type="button" className="menu-item" onClick={() => { onFilter(own.filter); close(); }}><b>{own.name}</b><code>{own.filter}</code></button>
              <button type="button" className="button" aria-pressed={alerting.includes(own.name)} onClick={() => { watchFilter(own.name, !alerting.includes(own.name)); }}>Alert me</button>
              <button type="button" className="button" aria-label={`Forget ${own.name}`} onClick={() => { watchFilter(own.name, false); forgetFilter(own.name); }}>×</button>
            </div>
          ))}
          <form className="menu-row" onSubmit={(event) => { event.preventDefault(); if (name.trim() !== '') { saveFilter({ name: name.trim(), filter }); setName(''); } }}>
            <input aria-label="Name of the filter" placeholder="Name this filter" value={name} onChange={(event) => { setName(event.target.value); }} />
            <button type="submit" className="button primary" disabled={name.trim() === ''}>Save</button>
          </form>
        </div>
      )}
    </Popover>
  );
}
