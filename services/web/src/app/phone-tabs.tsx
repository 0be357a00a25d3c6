import type { ReactNode } from 'react';

interface PhoneTabsProps {
  readonly view: 'tape' | 'rail';
  readonly onView: (view: 'tape' | 'rail') => void;
}

/** On a phone tape and rail take turns. */
export function PhoneTabs({ view, onView }: PhoneTabsProps): ReactNode {
  return (
    <nav className="phone-tabs" aria-label="Views">
      <button type="button" aria-pressed={view === 'tape'} onClick={() => { onView('tape'); }}>Tape</button>
      <button type="button" aria-pressed={view === 'rail'} onClick={() => { onView('rail'); }}>Alerts and flow</button>
    </nav>
  );
}
