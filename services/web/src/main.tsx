import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import '@fontsource/ibm-plex-sans-condensed/latin-400.css';
import '@fontsource/ibm-plex-sans-condensed/latin-500.css';
import '@fontsource/ibm-plex-sans-condensed/latin-600.css';
import '@fontsource/ibm-plex-sans-condensed/latin-700.css';
import './ui/css-variables.ts';
import './styles/theme.css';
import './styles/page.css';
import './styles/tape.css';
import './styles/controls.css';
import './styles/rail.css';
import './styles/phone.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { openPage } from './state/opening.ts';
import { settings } from './state/settings.ts';

const showTheme = (): void => { document.documentElement.dataset['theme'] = settings.get().theme; };
showTheme();
settings.subscribe(showTheme);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
// Without a Suspense around it: React holds back what replaces a fallback for 300 ms, and the first rows come sooner than that.
void openPage().then((opening) => { createRoot(root).render(<StrictMode><App opening={opening} /></StrictMode>); });
