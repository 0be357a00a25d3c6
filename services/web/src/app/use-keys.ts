import { useEffect } from 'react';
import type { Session } from '../state/session.ts';
import { drawer, overlay } from '../state/workspace.ts';
import { keyCommands } from './commands.ts';

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** The page's keys. Typing into a field is left alone, but for the palette's shortcut and Escape. */
export function useKeys(session: Session): void {
  useEffect(() => {
    const commands = new Map(keyCommands(session).map((command) => [command.key, command]));
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault();
        overlay.set('palette');
        return;
      }
      if (event.key === 'Escape' && !isTyping(event.target)) {
        if (overlay.get() === undefined) drawer.set(undefined);
        overlay.set(undefined);
        return;
      }
      if (isTyping(event.target) || overlay.get() !== undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      // Space and Enter belong to a focused button.
      if (event.target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter')) return;
      const aliases: Readonly<Record<string, string>> = { ArrowDown: 'j', ArrowUp: 'k' };
      const command = commands.get(aliases[event.key] ?? event.key);
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    document.addEventListener('keydown', onKey);
    return () => { document.removeEventListener('keydown', onKey); };
  }, [session]);
}
