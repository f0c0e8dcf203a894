import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { catchUp } from '../support/jobs.ts'
import { browserWorld, settled, shot } from '../support/browser.ts'
import { runJobs } from '../support/jobs.ts'

const real = new URL('../../../shared/data/online_retail/online_retail_II_2009_2010.csv.gz', import.meta.url)
const made = new URL('../fixtures/invoice-lines-1.csv', import.meta.url)

/** Ten days of a real gift shop, or ours of the same shape where the real one is not at hand. */
const invoices = () => (existsSync(real) ? gunzipSync(readFileSync(real)).toString().split('\n').slice(0, 12_001).join('\n') : readFileSync(made, 'utf8'))

/** Net revenue and orders by PostgreSQL's own CSV reader, and a customer with an order, nothing of ours between. */
async function independent(pool: pg.Pool, text: string) {
  const client = await pool.connect()
  try {
    await client.query('create temp table raw (invoice text, code text, description text, quantity numeric, at timestamp, price numeric, customer text, country text)')
    await pipeline(Readable.from([text]), client.query(copyFrom('copy raw from stdin (format csv, header true)')))
    const { rows } = await client.query<{ net: number; orders: number; customer: string; invoice: string; worth: number }>(`
      with lines as (select *, round(quantity * price * 100) as minor from raw),
        sales as (select * from lines where invoice ~ '^[0-9]' and quantity > 0 and (price > 0 or customer is not null)),
        returns as (select * from lines where invoice like 'C%' and quantity < 0 and price > 0),
        one as (select invoice, customer, sum(minor)::bigint as worth from sales where customer is not null group by 1, 2 order by worth desc, invoice limit 1)
      select ((select sum(minor) from sales) + coalesce((select sum(minor) from returns), 0))::bigint as net, (select count(distinct invoice) from sales)::int as orders, one.* from one`)
    return { ...rows[0]!, customer: rows[0]!.customer.replace('.0', '') }
  } finally {
    client.release()
  }
}

const pounds = (minor: number, digits = 2) => new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 100)

test('first run: an owner, a store, a real shop’s invoices; the customer, the order and the figures are those of the file', async t => {
  const text = invoices()
  const w = await browserWorld(t, { seed: 'nothing', signedIn: false })
  const { page } = w
  page.setDefaultTimeout(15_000)
  const expected = await independent(w.pool, text)

  await page.goto('/')
  await page.getByRole('heading', { name: 'Welcome to Suki' }).waitFor()
  await page.getByLabel('Your name').fill('Maria Cruz')
  await page.getByLabel('E-mail').fill('maria@example.com')
  await page.locator('input[type=password]').first().fill('a regular knows the way')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Open Suki' }).click()
  await page.getByText('Bring in your shop').waitFor()
  await settled(page)
  await shot(page, 'home-empty')

  await page.getByRole('button', { name: 'Import a file' }).click()
  await page.getByRole('button', { name: 'New store' }).click()
  const editor = page.getByRole('dialog')
  await editor.getByLabel('Name').fill('Gift shop')
  await choose(editor.getByLabel('Currency'), 'GBP')
  await choose(editor.getByLabel('Time zone'), 'London')
  await editor.getByRole('button', { name: /^(Add|Save)/ }).click()
  await editor.waitFor({ state: 'detached' })
  await page.setInputFiles('input[type=file]', { name: 'invoices.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: 'Upload and check' }).click()
  await page.getByRole('button', { name: 'Start the import' }).click({ timeout: 30_000 })
  await page.getByText('You may leave this page').waitFor()
  await runJobs(w)
  await catchUp(w.ctx)

  await page.goto('/')
  await page.getByRole('button', { name: 'Show the 30 days up to it' }).or(page.getByRole('link', { name: 'Show the 30 days up to it' })).click()
  await settled(page)
  await page.getByText(pounds(expected.net), { exact: true }).first().waitFor()
  await page.getByText(new Intl.NumberFormat('en-GB').format(expected.orders), { exact: true }).first().waitFor()

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('textbox')).first().fill(expected.invoice)
  await page.getByRole('option', { name: new RegExp(expected.invoice) }).first().click()
  await page.getByRole('heading', { name: new RegExp(expected.invoice) }).waitFor()
  await page.getByText(pounds(expected.worth), { exact: true }).first().waitFor()

  await page.goto(`/customers?q=${expected.customer}`)
  await settled(page)
  await page.getByRole('link', { name: new RegExp(expected.customer) }).first().click()
  await page.getByText(new RegExp(`#${expected.invoice}`)).first().waitFor()
  assert.deepEqual(page.problems, [])
})

/** Types into a searchable choice and takes the first that fits. */
async function choose(field: ReturnType<import('playwright-core').Page['getByLabel']>, what: string) {
  await field.click()
  await field.fill(what)
  await field.page().getByRole('option', { name: new RegExp(what) }).first().click()
}
