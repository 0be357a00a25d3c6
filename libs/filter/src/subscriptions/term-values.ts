import type { Leaf } from '../language/ast.ts';

/** What `size>oi` and `volume>oi` read as when they hold. */
export const HOLDS = 'holds';

/** The texts a leaf on a tag accepts. */
export const valuesOf = (leaf: Leaf): readonly string[] => (leaf.type === 'in' ? leaf.values.map(String) : leaf.type === 'exceeds' ? [HOLDS] : []);
