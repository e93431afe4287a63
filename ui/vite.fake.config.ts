import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The whole UI over a stand-in engine with lively data, to look at and to measure without one. Never part of the product's bundle. */
export default defineConfig({
  root: 'src/test/page',
  publicDir: '../../../public',
  plugins: [react(), tailwindcss()],
  base: './',
  build: { target: 'safari16', assetsInlineLimit: 0, emptyOutDir: true, outDir: '../../../node_modules/.fake' },
  server: { port: 5199, strictPort: true },
  preview: {
    port: 5199,
    strictPort: true,
    headers: {
      // As strict as the real hosts, so that a violation shows up here first.
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'",
    },
  },
})
