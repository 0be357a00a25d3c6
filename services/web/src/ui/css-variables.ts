import type {} from 'react';

declare module 'react' {
  // Custom properties of the stylesheet that components set.
  interface CSSProperties {
    '--template'?: string;
    '--width'?: string;
    '--at'?: string;
  }
}
