import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { order } from '../server/modules.ts'
import { sourceFiles } from './support/sources.ts'

const imports = sourceFiles().flatMap(file => [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, target = '']) => ({ file, target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target })))

const moduleOf = (path: string) => /^server\/([^/]+)\//.exec(path)?.[1]
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.startsWith('tests/')
const rank = (name: string) => (order as readonly string[]).indexOf(name)

function broken(rule: (edge: { file: string; target: string }) => boolean) {
  return imports.filter(rule).map(({ file, target }) => `${file} → ${target}`)
}

test('every folder in server/ is a module with a place in the order', () => {
  const folders = new Set(sourceFiles().map(moduleOf).filter(name => name !== undefined))
  assert.deepEqual([...folders].filter(name => rank(name) < 0), [])
})

test('a module is entered only through its index.ts', () => {
  assert.deepEqual(broken(({ file, target }) => {
    const to = moduleOf(target)
    return !isTest(file) && to !== undefined && to !== moduleOf(file) && target !== `server/${to}/index.ts`
  }), [])
})

test('a module uses only modules above it in the order', () => {
  assert.deepEqual(broken(({ file, target }) => {
    const [from, to] = [moduleOf(file), moduleOf(target)]
    return !isTest(file) && from !== undefined && to !== undefined && rank(to) > rank(from)
  }), [])
})

test('contracts import zod and one another, nothing else', () => {
  assert.deepEqual(broken(({ file, target }) => file.startsWith('contracts/') && !isTest(file) && target !== 'zod' && !target.startsWith('contracts/')), [])
})

test('console and server meet only in contracts', () => {
  const side = (path: string) => /^(console|server|storefront)\//.exec(path)?.[1]
  assert.deepEqual(broken(({ file, target }) => !isTest(file) && side(file) !== undefined && side(target) !== undefined && side(file) !== side(target)), [])
})

test('only the table of settings reads the environment', () => {
  const readers = sourceFiles().filter(file => /^(server|contracts|console|seeds)\//.test(file) && !isTest(file) && readFileSync(file, 'utf8').includes('process.env'))
  // Programs hand their environment to that table; PostgreSQL's child is given the PATH.
  assert.deepEqual(readers.filter(file => !['server/main.ts', 'server/platform/embedded/postgres.ts'].includes(file) && !file.endsWith('/command.ts')), [])
})
