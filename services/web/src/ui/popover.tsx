import { type ReactNode, useEffect, useRef, useState } from 'react';

interface PopoverProps {
  readonly label: string;
  readonly title?: string;
  readonly pressed?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel below it; a click elsewhere or Escape closes it. */
export function Popover({ label, title, pressed, children }: PopoverProps): ReactNode {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event): void => {
      const inside = event.target instanceof Node && frame.current?.contains(event.target) === true;
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !inside) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('keydown', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('keydown', away);
    };
  }, [open]);
  return (
    <div className="popover" ref={frame}>
      <button
        type="button" className="button" aria-haspopup="dialog" aria-expanded={open} {...(title === undefined ? {} : { title })}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })} onClick={() => { setOpen(!open); }}
      >
        {label}
      </button>
      {open && <div className="popover-panel" role="dialog" aria-label={title ?? label}>{children(() => { setOpen(false); })}</div>}
    </div>
  );
}
