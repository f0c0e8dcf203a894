import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { browserWorld, settled, shot } from '../../tests/support/browser.ts'
import { runJobs } from '../../tests/support/jobs.ts'

const file = readFileSync(new URL('../../tests/fixtures/invoice-lines-1.csv', import.meta.url), 'utf8').replace('Price,Customer ID', 'Amount paid,Customer ID').split('\n')
// The shell has its own test.
const elsewhere = (problem: string) => !problem.includes('aria-label="Suki"')

// Two rows that cannot be used, near the beginning.
const broken = [file[0], ...file.slice(1, 4), file[4], file[5]!.replace(/,\d+,2024/, ',many,2024'), ...file.slice(6, 8), file[8]!.replace('2024-10-01', '2024-02-30'), ...file.slice(9)].join('\n')

test('a person uploads a file, corrects a column, imports it and gets the bad rows back', async t => {
  const w = await browserWorld(t, { seed: 'nothing' })
  await w.ctx.db.insertInto('stores').values({ key: 'gifts', name: 'Gift shop', currency: 'GBP', time_zone: 'Europe/London', country: 'GB' }).execute()
  const { page } = w
  await page.goto('/imports')
  await settled(page)
  await shot(page, 'imports-empty')
  await page.goto('/imports/new')
  await settled(page)
  await page.setInputFiles('input[type=file]', { name: 'october.csv', mimeType: 'text/csv', buffer: Buffer.from(broken) })
  assert.deepEqual((await shot(page, 'imports-new')).filter(elsewhere), [])
  await page.getByRole('button', { name: 'Upload and check' }).click()
  await page.getByText('Choose a column for Unit price.').waitFor()
  await shot(page, 'imports-check-missing')
  await page.getByRole('combobox', { name: 'Column for Unit price' }).click()
  await page.getByRole('option', { name: 'Amount paid' }).click()
  await page.getByText('Rows that cannot be used are set aside').waitFor()
  assert.deepEqual((await shot(page, 'imports-check')).filter(elsewhere), [])
  await page.getByRole('button', { name: 'Start the import' }).click()
  await page.getByText('You may leave this page').waitFor()
  await shot(page, 'imports-running')
  await runJobs(w)
  await page.reload()
  await page.getByText('What came of it').waitFor()
  await page.getByText('Quantity: not a number').waitFor()
  assert.deepEqual((await shot(page, 'imports-result')).filter(elsewhere), [])
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).first().click()])
  assert.equal(download.suggestedFilename(), 'october-not-usable.csv')
  await page.goto('/imports')
  await settled(page)
  await page.getByText('october.csv').waitFor()
  await shot(page, 'imports')
  assert.deepEqual(page.problems, [])
  const phone = await w.open({ width: 390, height: 844, dark: true, language: 'ta' })
  for (const [path, name] of [['/imports', 'imports-phone'], ['/imports/new', 'imports-new-phone'], [`/imports/${(await w.ctx.db.selectFrom('imports').select('id').executeTakeFirstOrThrow()).id}`, 'imports-result-phone']] as const) {
    await phone.goto(path)
    await settled(phone)
    await shot(phone, name)
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the phone`)
  }
  assert.deepEqual(phone.problems, [])
})
