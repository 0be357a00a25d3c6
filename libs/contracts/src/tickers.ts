/** Option roots of shares with a class, which OPRA writes without the dot: root → canonical ticker. */
export const SHARE_CLASS_ROOTS: ReadonlyMap<string, string> = new Map([
  ['BRKA', 'BRK.A'], ['BRKB', 'BRK.B'], ['BFA', 'BF.A'], ['BFB', 'BF.B'], ['HEIA', 'HEI.A'], ['LENB', 'LEN.B'], ['MOGA', 'MOG.A'],
  ['CWENA', 'CWEN.A'], ['UHALB', 'UHAL.B'], ['RDSA', 'RDS.A'], ['RDSB', 'RDS.B'], ['LGFA', 'LGF.A'], ['LGFB', 'LGF.B'],
  ['HVTA', 'HVT.A'], ['PBRA', 'PBR.A'], ['CRDA', 'CRD.A'], ['GEFB', 'GEF.B'], ['WSOB', 'WSO.B'],
]);

/** The canonical ticker for what a person or vendor writes: `brk/b`, `BRK-B`, `BRKB` and `BRK.B` are `BRK.B`. */
export function canonicalTicker(text: string): string {
  const upper = text.trim().toUpperCase().replace(/[/\- ]/g, '.');
  return SHARE_CLASS_ROOTS.get(upper) ?? upper;
}
