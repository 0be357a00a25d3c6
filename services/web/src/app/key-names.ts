const NAMES: Readonly<Record<string, string>> = { ' ': 'space', Enter: 'enter', Escape: 'esc' };

/** How a key is written on the page. */
export const keyName = (key: string): string => NAMES[key] ?? key;
