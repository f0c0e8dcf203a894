import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserWorld, settled } from '../support/browser.ts'

test('a marketer makes a nested rule by mouse and keyboard, sees who it has, edits it as text, undoes and saves', async t => {
  const w = await browserWorld(t, { role: 'marketer' })
  const { page, ctx } = w
  const [most] = await ctx.db.selectFrom('customers').select(['country', q => q.fn.countAll<number>().as('many')]).where('country', 'is not', null).where('merged_into', 'is', null).groupBy('country').orderBy('many', 'desc').orderBy('country').execute()
  const count = (of: number) => page.locator(`[data-count="${of}"]`).waitFor()
  const everyone = Number((await ctx.db.selectFrom('customers').select(q => q.fn.countAll().as('many')).where('merged_into', 'is', null).executeTakeFirstOrThrow()).many)

  await page.goto('/segments/new')
  await settled(page)
  await count(everyone)

  // By keyboard alone: found by typing, begun with Enter, its value chosen from what the data has.
  await page.getByRole('button', { name: 'Condition', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Find a condition' }).fill('Country')
  await page.keyboard.press('Enter')
  await page.getByText('Still to be chosen').waitFor()
  const values = page.getByRole('combobox', { name: 'Choose or type' }).or(page.getByPlaceholder('Choose or type')).first()
  await values.click()
  await page.locator('.mantine-MultiSelect-option').first().click()
  await count(Number(most!.many))
  await page.keyboard.press('Escape')
  assert.match(decodeURIComponent(page.url()), new RegExp(`rule=country[ +]=[ +]${most!.country}`))

  // A group in it, and a condition in the group.
  await page.getByRole('button', { name: 'Group', exact: true }).click()
  await page.getByRole('button', { name: 'Condition', exact: true }).first().click()
  await page.getByRole('button', { name: 'Ordered', exact: true }).click()
  await page.getByRole('combobox', { name: 'Unit of time' }).selectOption('years')
  await page.getByRole('textbox', { name: 'Number' }).fill('1')
  await page.waitForURL(url => url.searchParams.get('rule') === `country = ${most!.country} and any of (orders(last 90 years) >= 1)`)

  // One step up and the group is empty again; back with Ctrl-Z.
  await page.locator('[data-path="1.0"] [data-grip]').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.waitForURL(url => url.searchParams.get('rule') === `country = ${most!.country} and orders(last 90 years) >= 1`)
  await page.keyboard.press('Control+z')
  await page.waitForURL(url => url.searchParams.get('rule')?.includes('any of') === true)

  // As text: wrong at its place, right at once in the sentences.
  await page.getByRole('button', { name: 'As text' }).click()
  const text = page.getByRole('textbox', { name: 'As text' })
  await text.fill('countri = NL')
  await page.getByText('Line 1, column 1:').waitFor()
  await page.getByText('Did you mean country?').waitFor()
  await text.fill(`country = ${most!.country} and not overdue`)
  await page.getByText('Next order is late').waitFor()

  // Leaving asks; staying keeps everything.
  await page.getByRole('link', { name: 'Segments', exact: true }).first().click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay here' }).click()
  await page.getByRole('button', { name: 'Save segment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save segment' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Home country')
  await dialog.getByRole('button', { name: 'Save segment' }).click()
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/)
  const kept = await ctx.db.selectFrom('segments as s').innerJoin('segment_versions as v', 'v.segment_id', 's.id').select(['s.name', 'v.rule']).executeTakeFirstOrThrow()
  assert.deepEqual([kept.name, kept.rule], ['Home country', { kind: 'all', rules: [{ kind: 'fact', fact: 'country', test: { kind: 'in', values: [most!.country] } }, { kind: 'none', rules: [{ kind: 'overdue', percent: 100 }] }] }])
  assert.deepEqual(page.problems, [])
})
