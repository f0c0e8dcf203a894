import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../tests/support/world.ts'
import { allKept } from '../modules.ts'

const kept = allKept()
const declared = kept.flatMap(k => [...k.personal.map(t => t.table), ...k.impersonal, ...(k.team ?? [])])

test('every table of PostgreSQL is declared once: about customers, about the team, or about neither', async t => {
  const { pool } = await world(t)
  const { rows } = await pool.query<{ table: string }>(`select case when schemaname = 'public' then '' else schemaname || '.' end || tablename as "table" from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`)
  const there = rows.map(row => row.table)
  assert.deepEqual({ undeclared: there.filter(table => !declared.includes(table)), gone: declared.filter(table => !there.includes(table)), twice: declared.filter((table, i) => declared.indexOf(table) !== i) }, { undeclared: [], gone: [], twice: [] })
})

test('no table that says whose its rows are is declared as impersonal', async t => {
  const { pool } = await world(t)
  const { rows } = await pool.query<{ table_name: string }>(`select distinct table_name from information_schema.columns where table_schema = 'public' and column_name in ('customer_id', 'node_id', 'email', 'phone') order by 1`)
  // A request stays as a number; tombstones are nodes of people who are gone. Sources and staff have addresses of their own.
  const known = new Set(['tombstones', ...kept.flatMap(k => k.team ?? [])])
  const impersonal = new Set(kept.flatMap(k => k.impersonal))
  assert.deepEqual(rows.map(row => row.table_name).filter(table => impersonal.has(table) && !known.has(table)), [])
})

test('every table of ClickHouse is declared once', async t => {
  const { ctx } = await world(t)
  const rows = await ctx.warehouse.rows<{ name: string }>(`select name from system.tables where database = currentDatabase() order by name`)
  const all = kept.flatMap(k => [...(k.warehouse?.personal.map(copy => copy.table) ?? []), ...(k.warehouse?.impersonal ?? [])])
  const there = rows.map(row => row.name).filter(name => name !== 'migrations')
  assert.deepEqual({ undeclared: there.filter(table => !all.includes(table)), gone: all.filter(table => !there.includes(table)) }, { undeclared: [], gone: [] })
})

test('columns that an erasure blanks, and those in which passages may stand, exist', async t => {
  const { pool } = await world(t)
  const { rows } = await pool.query<{ name: string }>(`select case when table_schema = 'public' then '' else table_schema || '.' end || table_name || '.' || column_name as name from information_schema.columns`)
  const there = new Set(rows.map(row => row.name))
  const named = kept.flatMap(k => k.personal.flatMap(t => [...(typeof t.erase === 'object' ? Object.keys(t.erase) : []), ...(t.texts ?? [])].map(column => `${t.table}.${column}`)))
  assert.deepEqual(named.filter(name => !there.has(name)), [])
})
