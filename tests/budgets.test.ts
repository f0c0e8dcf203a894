import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { sourceFiles } from './support/sources.ts'

const files = sourceFiles()

test('no file is longer than 400 lines', () => {
  assert.deepEqual(files.map(file => [file, readFileSync(file, 'utf8').split('\n').length] as const).filter(([, lines]) => lines > 400), [])
})

test('no folder holds more than ten files, tests aside', () => {
  const folders = Map.groupBy(files.filter(file => !file.endsWith('.test.ts')), file => dirname(file))
  assert.deepEqual([...folders].map(([folder, own]) => [folder, own.length] as const).filter(([folder, count]) => count > (roomy[folder] ?? 10)), [])
})

test('no folder lies deeper than four levels', () => {
  assert.deepEqual(files.filter(file => file.split('/').length > 5), [])
})

// Folders that are catalogues: one small file per thing, all of one kind.
const roomy: Record<string, number> = { contracts: 60, 'console/ui': 40, bench: 20, 'server/platform': 14, 'tests/support': 30 }
