import { type ReactNode, useEffect, useRef } from 'react';
import type { Session } from '../state/session.ts';
import { overlay } from '../state/workspace.ts';
import { FLAG_MARKS, SIDE_MARKS } from '../tape/marks.ts';
import { keyCommands } from './commands.ts';
import { keyName } from './key-names.ts';

/** The keys, and what the tape's marks mean. */
export function Help({ session }: { readonly session: Session }): ReactNode {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => { close.current?.focus(); }, []);
  return (
    <div className="overlay" onPointerDown={(event) => { if (event.target === event.currentTarget) overlay.set(undefined); }}>
      <div className="help" role="dialog" aria-modal="true" aria-label="Keys and marks">
        <header><h2>Keys and marks</h2><button ref={close} type="button" className="button" onClick={() => { overlay.set(undefined); }}>Close</button></header>
        <div className="help-columns">
          <dl className="keys">
            {keyCommands(session).map(({ key = '', name }) => <div key={name}><dt><kbd>{keyName(key)}</kbd></dt><dd>{name}</dd></div>)}
            <div><dt><kbd>ctrl k</kbd></dt><dd>Commands</dd></div>
            <div><dt><kbd>esc</kbd></dt><dd>Close what is open</dd></div>
          </dl>
          <dl className="marks">
            <div><dt><span className="right call">C</span></dt><dd>call: hollow and round</dd></div>
            <div><dt><span className="right put">P</span></dt><dd>put: filled and square</dd></div>
            <div><dt><i className="sentiment bullish" /></dt><dd>bullish: calls bought, puts sold</dd></div>
            <div><dt><i className="sentiment bearish" /></dt><dd>bearish: puts bought, calls sold</dd></div>
            {Object.entries(SIDE_MARKS).filter(([side]) => side !== 'none').map(([side, { letters, name }]) => (
              <div key={side}><dt><i className={`gauge at-${side} neutral`}><i /></i> {letters}</dt><dd>{name}</dd></div>
            ))}
          </dl>
          <dl className="marks">
            {Object.entries(FLAG_MARKS).map(([flag, { letters, name, tone }]) => <div key={flag}><dt><span className={`chip ${tone} flag-${flag}`}>{letters}</span></dt><dd>{name}</dd></div>)}
          </dl>
        </div>
      </div>
    </div>
  );
}
