import { PRESETS, savedFilters } from '../filter/presets.ts';
import { addPane, addressOf, changePane, closePane, layouts, panes } from '../state/layout.ts';
import type { Session } from '../state/session.ts';
import { change, settings } from '../state/settings.ts';
import { active, drawer, follow, followContract, overlay } from '../state/workspace.ts';
import { download, inWords, toCsv } from '../tape/export.ts';

/** Something the page can do, by key or by name. */
export interface PageCommand {
  readonly name: string;
  /** The key as `KeyboardEvent.key` has it. */
  readonly key?: string;
  readonly group: 'Tape' | 'View' | 'Filter' | 'Layout';
  readonly run: () => void;
}

const pick = (filter: string): void => {
  const tape = active();
  if (tape !== undefined) changePane(tape.pane.id, { filter });
};

function copy(session: Session, text: string, what: string): void {
  void navigator.clipboard.writeText(text).then(
    () => { session.tell('info', `Copied ${what}`); },
    () => { session.tell('error', 'The browser did not allow copying'); },
  );
}

/** The commands with keys, in the order of the help. */
export function keyCommands(session: Session): readonly PageCommand[] {
  const tape = (run: (controller: NonNullable<ReturnType<typeof active>>) => void) => (): void => {
    const now = active();
    if (now !== undefined) run(now);
  };
  return [
    { name: 'Next row', key: 'j', group: 'Tape', run: tape(({ controller }) => { controller.move(1); }) },
    { name: 'Previous row', key: 'k', group: 'Tape', run: tape(({ controller }) => { controller.move(-1); }) },
    { name: 'Pause or go on', key: ' ', group: 'Tape', run: tape(({ controller }) => { controller.togglePause(); }) },
    { name: 'Newest row', key: 'g', group: 'Tape', run: tape(({ controller }) => { controller.select(undefined); controller.resume(); }) },
    { name: 'Open contract and order', key: 'Enter', group: 'Tape', run: tape(({ controller }) => { drawer.set(controller.selected.get()?.print); }) },
    { name: 'Open or close the order’s prints', key: 'x', group: 'Tape', run: tape(({ controller }) => { const line = controller.selected.get(); if (line !== undefined) controller.toggle(line); }) },
    { name: 'Follow the row’s ticker', key: 't', group: 'Tape', run: tape(({ controller }) => { const line = controller.selected.get(); if (line !== undefined) follow(line.print.underlying); }) },
    { name: 'Follow the row’s contract', key: 'o', group: 'Tape', run: tape(({ controller }) => { const line = controller.selected.get(); if (line !== undefined) followContract(line.print.contract); }) },
    { name: 'Follow the whole market', key: 'm', group: 'Tape', run: () => { follow(undefined); } },
    { name: 'Copy the row', key: 'c', group: 'Tape', run: tape(({ controller }) => { const line = controller.selected.get(); if (line !== undefined) copy(session, inWords(line.print), 'the row'); }) },
    { name: 'Export the tape as CSV', key: 'e', group: 'Tape', run: tape(({ controller }) => { download('tape.csv', toCsv(controller.prints())); }) },
    { name: 'Fold prints by order', key: 'f', group: 'View', run: tape(({ pane }) => { changePane(pane.id, { fold: !pane.fold }); }) },
    { name: 'Filter', key: '/', group: 'Filter', run: () => { document.querySelector<HTMLInputElement>('.pane.active .filter-input')?.focus(); } },
    { name: 'Copy a link to this view', key: 'l', group: 'View', run: () => { copy(session, addressOf(panes.get()), 'the link'); } },
    { name: 'Light or dark', key: 'd', group: 'View', run: () => { change({ theme: settings.get().theme === 'dark' ? 'light' : 'dark' }); } },
    { name: 'New York or local time', key: 'z', group: 'View', run: () => { change({ zone: settings.get().zone === 'ny' ? 'local' : 'ny' }); } },
    { name: 'Show or hide the side', key: 's', group: 'View', run: () => { change({ rail: !settings.get().rail }); } },
    { name: 'Another tape', key: 'n', group: 'Layout', run: () => { addPane(active()?.pane.filter); } },
    { name: 'Close this tape', key: 'w', group: 'Layout', run: tape(({ pane }) => { closePane(pane.id); }) },
    { name: 'Everything the page can do', key: 'p', group: 'View', run: () => { overlay.set('palette'); } },
    { name: 'Keys', key: '?', group: 'View', run: () => { overlay.set('help'); } },
  ];
}

/** Every command the palette offers. */
export function allCommands(session: Session): readonly PageCommand[] {
  const saved = savedFilters.get();
  return [
    ...keyCommands(session),
    ...[...saved, ...PRESETS].map(({ name, filter }): PageCommand => ({ name: `Filter: ${name}`, group: 'Filter', run: () => { pick(filter); } })),
    ...layouts.get().map(({ name, panes: shown }): PageCommand => ({ name: `Layout: ${name}`, group: 'Layout', run: () => { panes.set(shown); } })),
    { name: 'Pause while the pointer is on the tape: on or off', group: 'View', run: () => { change({ pauseOnHover: !settings.get().pauseOnHover }); } },
    ...(session.signOut === undefined ? [] : [{ name: 'Sign out', group: 'View', run: session.signOut } as const]),
    { name: 'Alert sounds: on or off', group: 'View', run: () => { change({ sounds: !settings.get().sounds }); } },
  ];
}

/** What a text typed into the palette means besides a command's name: a ticker, a time, a layout's name. */
export function typedCommands(typed: string): readonly PageCommand[] {
  const text = typed.trim();
  const commands: PageCommand[] = [];
  const time = /^(?:go(?: to)? )?(\d{1,2}:\d{2})$/i.exec(text)?.[1];
  if (time !== undefined) commands.push({ name: `Go to ${time} and play from there`, group: 'Tape', run: () => { active()?.controller.replayFrom(time.padStart(5, '0')); } });
  if (/^[A-Za-z][A-Za-z./]{0,5}$/.test(text)) commands.push({ name: `Follow ${text.toUpperCase()}`, group: 'Filter', run: () => { follow(text.toUpperCase()); } });
  if (/[:<>=]/.test(text) && time === undefined) commands.push({ name: `Filter by ${text}`, group: 'Filter', run: () => { pick(text); } });
  const layout = /^save layout (.+)$/i.exec(text)?.[1];
  if (layout !== undefined) commands.push({ name: `Save layout ${layout}`, group: 'Layout', run: () => { layouts.update((all) => [...all.filter(({ name }) => name !== layout), { name: layout, panes: panes.get() }]); } });
  return commands;
}
