import { defineConfig } from 'vite'

/** Builds `dist/suki.js`, the script that shops load by a tag; with `--mode package` `dist/index.js`, the module that they install. */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    emptyOutDir: mode !== 'package',
    target: 'es2022',
    lib: mode === 'package' ? { entry: 'index.ts', formats: ['es'], fileName: () => 'index.js' } : { entry: 'tag.ts', formats: ['iife'], name: 'sukiTag', fileName: () => 'suki.js' },
  },
}))
