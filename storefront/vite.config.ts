import { defineConfig } from 'vite'

/** Builds `dist/suki.js`, the script that shops load by a tag. */
export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: 'dist', target: 'es2022', lib: { entry: 'tag.ts', formats: ['iife'], name: 'sukiTag', fileName: () => 'suki.js' } },
})
