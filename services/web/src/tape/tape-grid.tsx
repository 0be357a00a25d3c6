import { memo, type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { settings } from '../state/settings.ts';
import { usePicked, useStore } from '../state/store.ts';
import { count, duration } from './format.ts';
import { drawer, follow } from '../state/workspace.ts';
import type { Line } from './print-list.ts';
import type { TapeController } from './tape-controller.ts';
import type { PlacedColumn } from './tape-view.ts';

const NARROWEST = 24;

interface TapeGridProps {
  readonly controller: TapeController;
  readonly columns: readonly PlacedColumn[];
  readonly onWidth: (column: string, width: number) => void;
  /** By how much what is shown is late by intent, milliseconds. */
  readonly delay: number;
}

/** What the pointer went down on. A moving tape has another row there by the time it goes up. */
interface Pressed {
  readonly target: Element;
  readonly line: Line | undefined;
}

/** The table: React draws its frame, the view paints its rows. */
export function TapeGrid({ controller, columns, onWidth, delay }: TapeGridProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const pressed = useRef<Pressed>(undefined);
  const { pauseOnHover } = useStore(settings);
  const template = columns.map(({ column, width }, i) => (column.id === 'flags' && i === columns.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' ');
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const layout = columns.map(({ column, pinned }) => `${column.id}${pinned ? '!' : ''}`).join();

  useLayoutEffect(() => {
    if (scroller.current === null || body.current === null) return;
    const grid = scroller.current;
    controller.attach(grid, body.current);
    // Written past React: it changes with every painting, and nothing else of the grid does.
    const count = (): void => { grid.setAttribute('aria-rowcount', String(controller.status.get().held + 1)); };
    count();
    const forget = controller.status.subscribe(count);
    return () => {
      forget();
      controller.close();
    };
  }, [controller]);
  useLayoutEffect(() => { controller.setColumns(columns); }, [controller, layout]);
  useEffect(() => {
    if (!pauseOnHover) controller.pause('hover', false);
  }, [controller, pauseOnHover]);

  return (
    <div
      className="tape" style={{ '--template': template, '--width': `${total}px` }}
      onPointerEnter={(event) => { if (pauseOnHover && event.pointerType === 'mouse') controller.pause('hover', true); }}
      onPointerLeave={() => { controller.pause('hover', false); }}
    >
      <div
        className="tape-scroll" ref={scroller} role="grid" tabIndex={0} aria-label="Trades, newest first" aria-colcount={columns.length}
        onScroll={() => { controller.scrolled(); }}
        onPointerDown={({ target }) => { pressed.current = target instanceof Element ? { target, line: controller.lineAt(target) } : undefined; }}
        onClick={() => {
          const { target, line } = pressed.current ?? {};
          controller.select(line);
          if (target === undefined || line === undefined) return;
          if (target.closest('.ticker') !== null) follow(line.print.underlying);
          else if (target.closest('.c-order') !== null && line.folded > 0) controller.toggle(line);
          else drawer.set(line.print);
        }}
      >
        <Header columns={columns} onWidth={onWidth} />
        <div className="tape-body" role="rowgroup" ref={body} />
      </div>
      <Pill controller={controller} />
      <Empty controller={controller} delay={delay} />
    </div>
  );
}

function Header({ columns, onWidth }: { readonly columns: readonly PlacedColumn[]; readonly onWidth: TapeGridProps['onWidth'] }): ReactNode {
  let left = 0;
  return (
    <div className="tape-head" role="rowgroup">
      <div className="row" role="row" aria-rowindex={1}>
        {columns.map(({ column, pinned, width }) => {
          const at = left;
          if (pinned) left += width;
          return (
            <div key={column.id} role="columnheader" title={column.name} aria-label={column.name} className={`cell ${column.align}${pinned ? ' pinned' : ''}`} style={pinned ? { left: at } : {}}>
              {column.title}
              <Grip width={width} onWidth={(next) => { onWidth(column.id, next); }} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The right edge of a header, which sizes its column. */
function Grip({ width, onWidth }: { readonly width: number; readonly onWidth: (width: number) => void }): ReactNode {
  const start = useRef({ x: 0, width });
  const drag = (event: PointerEvent<HTMLSpanElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onWidth(Math.max(NARROWEST, Math.round(start.current.width + event.clientX - start.current.x)));
  };
  return (
    <span
      className="grip" aria-hidden="true"
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); start.current = { x: event.clientX, width }; }}
      onPointerMove={drag}
    />
  );
}

const Pill = memo(function Pill({ controller }: { readonly controller: TapeController }): ReactNode {
  const status = useStore(controller.status);
  const onlyHeld = status.paused.length === 1 && status.paused[0] === 'hover';
  if (status.paused.length === 0 || (onlyHeld && status.waiting === 0)) return null;
  const why = status.paused.includes('user') ? 'Paused' : status.paused.includes('scroll') ? 'Scrolled back' : 'Held while you look';
  return (
    <button type="button" className="pill" onClick={() => { controller.resume(); }}>
      <b>{status.waiting > 0 ? `${count(status.waiting)} new` : 'No new rows'}</b> {why}
    </button>
  );
});

/** What the tape says while it has nothing to show. */
function Empty({ controller, delay }: { readonly controller: TapeController; readonly delay: number }): ReactNode {
  const isEmpty = usePicked(controller.status, ({ held }) => held === 0);
  const state = usePicked(controller.status, (status) => status.state);
  const replay = usePicked(controller.status, (status) => status.replay?.at);
  if (!isEmpty) return null;
  const text = replay !== undefined ? `Nothing that matches had printed by ${replay}: it appears here when the replay comes to it.`
    : state === 'failed' ? 'The filter was refused'
    : state === 'live' ? `No trade has matched this filter yet. ${delay > 0 ? `Your plan shows trades ${duration(delay)} late: one that matches appears here then.` : 'It is live: the first one will appear here.'}`
      : 'Asking for the tape';
  return <p className="empty">{text}</p>;
}

