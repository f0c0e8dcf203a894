import { globSync } from 'node:fs'

/** Our own TypeScript, as paths from the repository's root. Generated files are left out. */
export const sourceFiles = () =>
  globSync('{server,contracts,console,languages,seeds,tests,bench,storefront}/**/*.{ts,tsx}', { exclude: ['**/node_modules/**', '**/dist/**', 'server/platform/postgres/tables.ts'] }).sort()
