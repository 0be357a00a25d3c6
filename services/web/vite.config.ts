import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Fonts begin to load with the page, not when the first text is laid out: the tape's rows are drawn once. */
const preloadFonts = (): Plugin => ({
  name: 'preload-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({ tag: 'link', injectTo: 'head', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` } })),
  },
});

export default defineConfig({
  plugins: [react(), preloadFonts()],
  resolve: { conditions: ['@tapewire/source', 'module', 'browser', 'production'] },
  build: { target: 'es2023', sourcemap: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
