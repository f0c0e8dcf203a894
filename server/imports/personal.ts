import type { Kept } from '../platform/index.ts'

export const importsKeeps: Kept = {
  personal: [
    { table: 'import_bad_rows', erase: 'keep', elsewhere: 'delete', unexported: true },
    // Bytes of files that are being read; they go when their import ends.
    { table: 'import_chunks', erase: 'keep', unexported: true },
    { table: 'imports', erase: 'keep', unexported: true },
  ],
  impersonal: [],
}
