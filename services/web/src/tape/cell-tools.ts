/** Writes text only where it changed: most cells of a recycled row keep theirs. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setClass(element: Element, name: string): void {
  if (element.className !== name) element.className = name;
}

/** The nth child of a cell, made where it is missing. */
export function child(cell: HTMLElement, place: number, tag: 'span' | 'i' = 'span'): HTMLElement {
  while (cell.children.length <= place) cell.append(document.createElement(tag));
  const found = cell.children[place];
  if (!(found instanceof HTMLElement)) throw new Error(`cell child ${place} must be an HTML element`);
  return found;
}

/** Removes children from a place on. */
export function cutChildren(cell: HTMLElement, from: number): void {
  while (cell.children.length > from) cell.lastElementChild?.remove();
}
